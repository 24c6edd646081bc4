"""What the scripts have in common: clients of the endpoint, and a line for each call and each thing that was looked at."""

import sys

import boto3
import botocore.config
import botocore.exceptions


def say(line):
    # At once: transfers call from threads of their own.
    sys.stdout.write(f"{line}\n")


def check(what, holds, seen=""):
    say(f"ok {what}" if holds else f"WRONG {what} {seen}")


def session():
    """Its calls are printed by the names of the API."""
    made = boto3.session.Session()
    made.events.register("before-call.*.*", lambda model, **_: say(f"called {model.name}"))
    return made


def reach(url, settings):
    return {
        "endpoint_url": url,
        "region_name": "us-east-1",
        "aws_access_key_id": "test",
        "aws_secret_access_key": "test",
        "config": botocore.config.Config(retries={"max_attempts": 1}, **settings),
    }


def client(service, url, **settings):
    return session().client(service, **reach(url, settings))


def resource(service, url, **settings):
    return session().resource(service, **reach(url, settings))


def refusal(call, **arguments):
    """Code, message and status of the error that a call ends with."""
    try:
        call(**arguments)
        return ("", "was not refused", 0)
    except botocore.exceptions.ClientError as error:
        answer = error.response.get("Error", {})
        return (answer.get("Code"), answer.get("Message", ""), error.response["ResponseMetadata"]["HTTPStatusCode"])
