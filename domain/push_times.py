"""When a push may go: never in the quiet hours of the night."""

from datetime import datetime, time, timedelta

from domain.clock import SHANGHAI, at_civil, civil_date


def next_push_time(moment: datetime, quiet_from_hour: int, quiet_until_hour: int) -> datetime:
    """The moment itself, or the end of the quiet hours it falls into. The same hour twice means no quiet hours."""
    hour = moment.astimezone(SHANGHAI).hour
    over_midnight = quiet_from_hour > quiet_until_hour
    if over_midnight:
        is_quiet = hour >= quiet_from_hour or hour < quiet_until_hour
    else:
        is_quiet = quiet_from_hour <= hour < quiet_until_hour
    if not is_quiet:
        return moment
    tomorrow = over_midnight and hour >= quiet_from_hour
    return at_civil(civil_date(moment) + timedelta(days=int(tomorrow)), time(quiet_until_hour))
