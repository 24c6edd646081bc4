"""Runs AWS's own transform of SAM templates: one JSON value a line in, one a line out, until the input ends."""

import json
import logging
import sys

from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.translator.transform import transform

# It warns at its end of metrics that it has sent nowhere.
logging.disable(logging.WARNING)


class NoPolicies:
    """Managed policies come from the package's own list: no account is asked."""

    def load(self):
        return {}


def translated(request):
    try:
        template = transform(request["template"], request["parameters"], NoPolicies(), passthrough_metadata=True)
        return {"template": template}
    except InvalidDocumentException as error:
        return {"errors": [cause.message for cause in error.causes]}
    except Exception as error:
        return {"errors": [f"{type(error).__name__}: {error}"]}


for line in sys.stdin:
    print(json.dumps(translated(json.loads(line))), flush=True)
