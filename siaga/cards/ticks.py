"""Due work of cards at an office, in order: who leaves, who joins, what goes to the printers, what came of it."""

from __future__ import annotations

from .join_acts import cancel_dead, join_print_list
from .lending import take_back
from .print_ticks import poll_jobs, submit_jobs
from .suket_acts import revoke_sukets

OFFICE_TICKS = (take_back, cancel_dead, revoke_sukets, join_print_list, submit_jobs, poll_jobs)
