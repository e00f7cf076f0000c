"""Runs a command on a core and prints its seconds, CPU seconds and largest RSS. Arguments: core, command."""
import json
import os
import resource
import subprocess
import sys
import time

if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {int(sys.argv[1])})
began = time.monotonic()
code = subprocess.call(sys.argv[2:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({
    "code": code, "seconds": time.monotonic() - began,
    "cpuSeconds": used.ru_utime + used.ru_stime, "rssMb": used.ru_maxrss // 1024,
}))
