// Charts of the overview. Each is drawn from the table beside it, which stays for whoever reads tables:
//   data-chart   "pace", "coverage" or "villages"     data-from   the id of the table
// Without this script the tables are all there is, unfolded.
"use strict";

const COLOURS = { done: "#0b6e5f", waiting: "#e0a030", line: "#1a2b28", none: "#b9c4c1" };
const ROW_PIXELS = 26;
const FONT = 14;
const drawn = new Set();

function readTable(table) {
  const names = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows];
  const labels = rows.map((row) => row.cells[0].textContent.trim());
  const columns = names.map((_, index) => rows.map((row) => Number(row.cells[index + 1].dataset.value)));
  return { names, labels, columns };
}

const inHours = (minutes) => Math.round(minutes / 6) / 10;

function common(names) {
  return {
    animation: false,
    textStyle: { fontSize: FONT, color: COLOURS.line },
    legend: { data: names, top: 0, textStyle: { fontSize: FONT } },
    grid: { left: 12, right: 24, top: 44, bottom: 8, containLabel: true },
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" } },
  };
}

function pace({ names, labels, columns }) {
  const colours = [COLOURS.done, COLOURS.waiting];
  const bars = names.slice(0, 2).map((name, index) => ({
    name, type: "bar", stack: "minutes", data: columns[index].map(inHours), itemStyle: { color: colours[index] },
  }));
  const lines = names.slice(2).map((name, index) => ({
    name, type: "line", data: columns[index + 2].map(inHours), symbol: "none", color: COLOURS.line,
    lineStyle: { type: "dashed", width: 2 },
  }));
  return {
    ...common(names),
    xAxis: { type: "category", data: labels, axisLabel: { fontSize: FONT } },
    yAxis: { type: "value", name: "小时", axisLabel: { fontSize: FONT } },
    series: [...bars, ...lines],
  };
}

function sideways({ names, labels, columns }, axis) {
  const colours = [COLOURS.done, COLOURS.waiting, COLOURS.none];
  return {
    ...common(names),
    xAxis: { type: "value", ...axis, axisLabel: { fontSize: FONT } },
    yAxis: { type: "category", data: labels, inverse: true, axisLabel: { fontSize: FONT, interval: 0 } },
    series: names.map((name, index) => ({
      name, type: "bar", stack: "all", data: columns[index], itemStyle: { color: colours[index] }, barMaxWidth: 22,
    })),
  };
}

const coverage = (data) => sideways(data, { minInterval: 1 });
const villages = (data) => sideways({ ...data, columns: data.columns.map((column) => column.map(inHours)) }, { name: "小时" });

const SHAPES = { pace, coverage, villages };

function draw(box) {
  const table = document.getElementById(box.dataset.from);
  const data = readTable(table);
  box.hidden = false;
  if (box.dataset.chart !== "pace") {
    box.style.height = `${Math.max(320, data.labels.length * ROW_PIXELS + 90)}px`;
  }
  const chart = echarts.init(box, null, { renderer: "canvas" });
  chart.setOption(SHAPES[box.dataset.chart](data));
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", `${box.closest("section").querySelector("h2").textContent}的图，数字见下面的表格`);
  box.closest("section").querySelector("details[data-folds]").open = false;
  drawn.add(chart);
}

function drawAll() {
  for (const chart of drawn) {
    if (!chart.getDom().isConnected) { chart.dispose(); drawn.delete(chart); }
  }
  for (const box of document.querySelectorAll("[data-chart]")) {
    if (!echarts.getInstanceByDom(box)) draw(box);
  }
}

drawAll();
document.addEventListener("htmx:afterSettle", () => {
  drawAll();
  if (document.activeElement === document.body) document.getElementById("content").focus({ preventScroll: true });
});
window.addEventListener("resize", () => { for (const chart of drawn) chart.resize(); });
