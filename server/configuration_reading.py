"""Reading the settings once, from the environment and .env: every problem is reported together, by key only."""

from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values
from pydantic import ValidationError

from server.configuration import Configuration
from server.configuration_rules import Purpose, find_misspelt_keys, find_problems, words_for_failure

DEFAULT_ENV_FILE = Path(".env")


class ConfigurationFault(Exception):
    """The settings cannot be used; ``problems`` has a Chinese sentence for every key that is wrong."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("\n".join(f"{key}：{sentence}" for key, sentence in sorted(self.problems.items())))


def read_configuration(environ: Mapping[str, str], env_file: Path | None, purpose: Purpose) -> Configuration:
    """The settings for a purpose; the environment wins over the file, an empty value counts as none.

    Raises: ConfigurationFault with all problems at once.
    """
    from_file = _read_file(env_file)
    given = {key: value for key, value in {**from_file, **environ}.items() if value and _is_ours(key)}
    problems = find_misspelt_keys(from_file, ours=_all_keys())
    try:
        found = Configuration(**{key.lower(): value for key, value in given.items()})  # type: ignore[arg-type] # pydantic turns the texts into types
    except ValidationError as failure:
        wrong = {str(error["loc"][0]).upper(): words_for_failure(error) for error in failure.errors()}
        sound = {key.lower(): value for key, value in given.items() if key not in wrong}
        found = Configuration(**sound)  # type: ignore[arg-type] # as above
        problems |= {**find_problems(found, purpose), **wrong}
    else:
        problems |= find_problems(found, purpose)
    if problems:
        raise ConfigurationFault(problems)
    return found


def _all_keys() -> set[str]:
    return {name.upper() for name in Configuration.model_fields}


def _is_ours(key: str) -> bool:
    return key.isupper() and key.lower() in Configuration.model_fields


def _read_file(env_file: Path | None) -> dict[str, str]:
    if env_file is None or not env_file.is_file():
        return {}
    try:
        read = dotenv_values(env_file, interpolate=False, encoding="utf-8-sig")  # a password may contain ${
    except (OSError, UnicodeDecodeError):
        raise ConfigurationFault({str(env_file): "读不出这个文件，请检查权限，并保存为 UTF-8。"}) from None
    return {key: value for key, value in read.items() if value}
