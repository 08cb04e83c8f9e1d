"""Known faults in what the package stands on, after pip-audit: see `scripts/deep`. Says how much could be looked up."""

from __future__ import annotations

import json
import subprocess
import sys

done = subprocess.run([sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off"], capture_output=True, text=True, check=False)
try:
    found = json.loads(done.stdout)["dependencies"]
except (ValueError, KeyError):
    sys.exit(f"pip-audit did not answer: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}")
known = [one for one in found if "skip_reason" not in one]
faults = [(one["name"], one["version"], fault["id"]) for one in known for fault in one["vulns"]]
print(f"pip-audit: {len(known)} of {len(found)} packages looked up, {len(faults)} known faults")
if not known:
    print("!!! the registry knows none of them: nothing was audited", file=sys.stderr)
for name, version, fault in faults:
    print(f"  {name} {version}: {fault}")
sys.exit(bool(faults))
