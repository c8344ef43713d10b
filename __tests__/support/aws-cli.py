"""The AWS CLI, called again and again: a line of JSON in (`args`, `env`), a line out (`status`, `stdout`, `stderr`)."""

import contextlib
import io
import json
import os
import shutil
import sys
import tempfile

HOME = tempfile.mkdtemp(prefix="refgate-aws-")
# Loading decides where credentials are kept, whatever the home of a call is.
os.environ["HOME"] = HOME

import awscli.handlers  # noqa: E402, F401
from awscli.clidriver import create_clidriver  # noqa: E402

# Loading has set where its data is.
OWN = {"AWS_DATA_PATH": os.environ["AWS_DATA_PATH"]}


def call(args, env):
    shutil.rmtree(os.path.join(HOME, ".aws"), ignore_errors=True)
    os.environ.clear()
    os.environ.update({**OWN, **env})
    stdout, stderr = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        try:
            status = create_clidriver().main(args)
        except SystemExit as ended:
            status = ended.code
    return {"status": status, "stdout": stdout.getvalue(), "stderr": stderr.getvalue()}


answers = sys.stdout
for line in sys.stdin:
    print(json.dumps(call(**json.loads(line))), file=answers, flush=True)
shutil.rmtree(HOME)
