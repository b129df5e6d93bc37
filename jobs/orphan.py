"""No worker outlives its supervisor, so that after a `kill -9` of the supervisor the port is free again."""

import multiprocessing
import os
import signal
import threading
import time
from multiprocessing.process import BaseProcess

__all__ = ["end_with_parent"]


def end_with_parent(*, grace_seconds: float) -> None:
    """End this process when the one that spawned it ends, however that came about; nothing if nobody spawned it.

    First as SIGTERM does (stop listening, finish what is being answered), after the grace without further ado. A
    thread waits for it: asleep on a pipe that only the parent holds open, so it costs nothing, notices at once and
    does so even while the event loop is stuck.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent, grace_seconds), name="orphan watch", daemon=True).start()


def _follow(parent: BaseProcess, grace_seconds: float) -> None:
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(grace_seconds)
    os._exit(1)
