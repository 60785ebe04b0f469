"""The faults the built-in external system answers with, one function for each situation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FaultError:
    """One entry of a fault's error stack; some have a code, some only a symbol."""

    code: str
    message: str
    symbol: str = ""


class Refusal(Exception):
    """A message that is answered with a fault and changes nothing; ``errors`` runs from the outermost in."""

    def __init__(self, *errors: FaultError, sender: bool = False) -> None:
        cause = errors[-1]
        codes = "".join(f"({error.code})" for error in reversed(errors) if error.code)
        super().__init__(f"{cause.message}{codes}")
        self.errors = errors
        self.sender = sender  # the message itself is wrong, not what it asks for


def setting_failed(component: str, tag: str, code: str, why: str) -> Refusal:
    """Return the two-storey fault for a value that cannot be taken."""
    outer = FaultError("SBL-EAI-04376", f"Setting {tag} on {component} failed")
    return Refusal(outer, FaultError(code, why))


def not_in_list(component: str, tag: str, value: str) -> Refusal:
    return setting_failed(component, tag, "SBL-DAT-00225", f"{tag} '{value}' is not a known value")


def wrong_form(component: str, tag: str, value: str, form: str) -> Refusal:
    return setting_failed(component, tag, "SBL-EAI-04316", f"{tag} '{value}' is not {form}")


def required(component: str, tag: str) -> Refusal:
    return Refusal(FaultError("SBL-DAT-00498", f"{tag} is required on {component}"))


def duplicate(component: str, tag: str, value: str) -> Refusal:
    message = f"{component} with {tag} '{value}' exists already as another record"
    return Refusal(FaultError("SBL-DAT-00381", message))


def insert_match_found(component: str) -> Refusal:
    message = f"{component} exists already and cannot be inserted again"
    return Refusal(FaultError("SBL-DAT-00381", message, "IDS_ERR_EAI_SA_INSERT_MATCH_FOUND"))


def no_user_key(component: str) -> Refusal:
    message = f"{component} carries no user key that can be used"
    return Refusal(FaultError("SBL-EAI-04397", message, "IDS_ERR_EAI_SA_NO_USERKEY"))


def foreign_key(component: str, value: str) -> Refusal:
    message = f"{component} is named only by IntegrationId '{value}', which was never given out here"
    return Refusal(FaultError("SBL-EAI-04397", message, "IDS_ERR_EAI_SA_NO_USERKEY"))


def not_there(component: str) -> Refusal:
    return Refusal(
        FaultError("SBL-EAI-04421", f"No {component} matches, and the operation may not insert one")
    )


def several_primaries(component: str) -> Refusal:
    return Refusal(FaultError("SBL-EAI-04316", f"More than one {component} is marked as primary"))


def bad_argument(why: str) -> Refusal:
    return Refusal(FaultError("SBL-EAI-04316", why), sender=True)


def invalid_message(why: str) -> Refusal:
    return Refusal(FaultError("SBL-EAI-04127", f"The message does not fit the WSDL: {why}"), sender=True)


def unreadable(why: str) -> Refusal:
    outer = FaultError("", "The input is ill-formed or lacks what is expected")
    return Refusal(outer, FaultError("", f"No SOAP message: {why}", "IDS_XMLCNV_ERR_EMPTYMSG"), sender=True)


def login_failed() -> Refusal:
    return Refusal(FaultError("SBL-UIF-00272", "User or password is wrong"))


def session_expired() -> Refusal:
    return Refusal(FaultError("SBL-ODU-01006", "The session has expired, log in again"))
