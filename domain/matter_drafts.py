"""The draft of an entry that an answered matter leads to, for its advisor to look over and submit."""

from datetime import datetime, time, timedelta

from domain.clock import SHANGHAI
from domain.hours import STEP_MINUTES, EntryDraft, EntryKind, EntryWay
from domain.matters import Matter
from domain.services import ServiceClass

USUAL_MINUTES = 15
KINDS = {
    ServiceClass.MEDIATION: EntryKind.MEDIATION,
    ServiceClass.LEGAL_AID: EntryKind.LEGAL_AID,
}


def draft_of_matter(matter: Matter, now: datetime) -> EntryDraft | None:
    """A quarter of an hour that ends now, to be put right by whoever knows; none in the first minutes of a day.

    Nothing of what the resident wrote goes into it: the number of the matter leads there.
    """
    local = now.astimezone(SHANGHAI)
    ends = local.replace(minute=local.minute // STEP_MINUTES * STEP_MINUTES, second=0, microsecond=0)
    starts = max(ends - timedelta(minutes=USUAL_MINUTES), datetime.combine(local.date(), time(0), SHANGHAI))
    if starts >= ends:
        return None
    kind = KINDS.get(matter.service_class, EntryKind.CONSULTATION) if matter.service_class else EntryKind.CONSULTATION
    summary = f"答复居民诉求（{matter.id}），请核对用时"
    from_time, to_time = starts.time(), ends.time()
    return EntryDraft(matter.village_code, local.date(), from_time, to_time, kind, EntryWay.ONLINE, summary, 1)
