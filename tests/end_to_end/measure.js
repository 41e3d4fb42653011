// In the page: what is smaller than it should be, and what runs off the side.
([smallestText, smallestTarget]) => {
  const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".visually-hidden");
  const name = (element) => `${element.tagName} ${element.className} “${(element.textContent || element.id).trim().slice(0, 20)}”`;
  const small = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (texts.currentNode.data.trim() && seen(element) && size < smallestText) small.push(`${size} px: ${name(element)}`);
  }
  for (const element of document.querySelectorAll("a[href], button, input, select, textarea, summary, label.button")) {
    if (!seen(element)) continue;
    const target = element.matches("[type=checkbox], [type=radio], [type=file]") ? element.closest("label") ?? element : element;
    const { width, height } = target.getBoundingClientRect();
    if (Math.min(width, height) < smallestTarget - 0.5) small.push(`${Math.round(width)} × ${Math.round(height)}: ${name(target)}`);
  }
  const main = document.querySelector(".phone-main") ?? document.documentElement;
  if (main.scrollWidth > main.clientWidth) small.push(`runs off the side: ${main.scrollWidth} > ${main.clientWidth}`);
  return small;
}
