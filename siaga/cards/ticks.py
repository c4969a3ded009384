"""Due work of cards at an office, in order: who leaves, who joins, what goes to the printers, what came of it."""

from __future__ import annotations

from .duplicates.following import follow_closed, open_found
from .fleet.look import look
from .fleet.moving import move_stuck
from .join_acts import cancel_dead, join_print_list
from .lending import take_back
from .pickup.ticks import remind
from .planning import ticks as planning
from .print_ticks import poll_jobs, submit_jobs
from .suket.bulk import renew_due
from .suket.ending import revoke_sukets
from .telling.acts import send_due

PRINTING = (look, move_stuck, submit_jobs, poll_jobs)
OFFICE_TICKS = (
    take_back,
    open_found,
    follow_closed,
    cancel_dead,
    revoke_sukets,
    join_print_list,
    *PRINTING,
    *planning.OFFICE_TICKS,
    renew_due,
    remind,
    send_due,
)
