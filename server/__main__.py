"""``python -m server COMMAND``: everything an operator does.

Exit codes: 0 done, 1 the work failed, 2 wrong usage or settings, 130 interrupted.
"""

import argparse
import importlib
import logging
import sys
from collections.abc import Sequence

COMMANDS = {
    "serve": "运行网站接口和后台任务",
    "run-jobs": "只运行后台任务，不提供网站接口",
    "migrate": "把数据库结构升级到本版本",
    "import-divisions": "导入统计用区划代码",
    "import-laws": "导入法律条文",
    "ask": "用法律条文回答文件中的问题",
    "classify": "判断文件中的群消息要什么服务",
    "create-staff": "新建司法所、司法局工作人员账号",
    "verify-hours": "核对工时的留痕，查出绕过程序的改动",
    "rebuild-hours": "按工时重新汇总各村的年度数",
    "rotate-secret": "更换 DATA_SECRET：把已加密的电话号码、照片等改用新的密钥",
    "demo": "运行演示：模拟的微信平台和虚构的数据",
}
DESCRIPTION = "乡村公共法律服务。用 python -m server 命令 --help 查看每个命令的用法。"


def main(arguments: Sequence[str]) -> int:
    """Run one command; its exit code."""
    chosen = next((one for one in arguments if one in COMMANDS), None)
    parser = _make_parser(load=chosen)
    parsed = parser.parse_args(arguments)
    return _run(parsed)


def _make_parser(load: str | None) -> argparse.ArgumentParser:
    """Only the chosen command's module is imported, so that --help answers at once."""
    parser = argparse.ArgumentParser(prog="python -m server", description=DESCRIPTION)
    commands = parser.add_subparsers(dest="command", metavar="命令", required=True, title="命令")
    for name, summary in COMMANDS.items():
        one = commands.add_parser(name, help=summary, description=f"{summary}。")
        if name == load:
            module = importlib.import_module(f"server.commands.{name.replace('-', '_')}")
            module.add_arguments(one)
            one.set_defaults(run=module.run)
    return parser


def _run(parsed: argparse.Namespace) -> int:
    from domain.errors import ServiceError  # after parsing: --help needs none of this
    from server.configuration_reading import ConfigurationFault

    try:
        code: int = parsed.run(parsed)
    except ConfigurationFault as fault:
        print(f"设置有问题，请修改环境变量或 .env 后再试：\n{fault}", file=sys.stderr)  # noqa: T201 -- a command speaks
        return 2
    except ServiceError as refused:
        print(refused.message, file=sys.stderr)  # noqa: T201 -- a command speaks
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception:  # whatever it is, it goes where the log goes, with secrets masked
        logging.getLogger("server").critical("the command failed", exc_info=True)
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
