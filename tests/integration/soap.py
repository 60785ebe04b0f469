"""Small makers of literal SOAP messages, as an external system writes them."""

from __future__ import annotations

SERVICE = "http://siebel.com/asi/"


def envelope(body: str, version: str = "http://schemas.xmlsoap.org/soap/envelope/") -> bytes:
    return f'<S:Envelope xmlns:S="{version}"><S:Body>{body}</S:Body></S:Envelope>'.encode()


def household(inner: str, attributes: str = "") -> bytes:
    """A reply to ExternalHouseholdSynchronize that holds one household."""
    return output("Household", f"<Household {attributes}>{inner}</Household>")


def contact(inner: str, attributes: str = "") -> bytes:
    """A reply to ExternalContactSynchronize that holds one contact."""
    return output("Contact", f"<Contact {attributes}>{inner}</Contact>")


def output(kind: str, inner: str) -> bytes:
    return envelope(
        f'<a:External{kind}Synchronize_Output xmlns:a="{SERVICE}">'
        f'<ListOf{kind}Interface xmlns="http://www.siebel.com/xml/{kind}%20Interface">{inner}'
        f"</ListOf{kind}Interface></a:External{kind}Synchronize_Output>"
    )


def fault(text: str, detail: str = "", code: str = "SOAP-ENV:Server") -> bytes:
    return envelope(
        f"<S:Fault><faultcode>{code}</faultcode><faultstring>{text}</faultstring>"
        f"<detail>{detail}</detail></S:Fault>"
    )


def stack(*errors: tuple[str, str], namespace: str = "http://www.siebel.com/ws/fault") -> str:
    """The errors of a siebdetail, outermost first: code and message of each."""
    rows = "".join(
        f"<f:error><f:errorcode>{code}</f:errorcode><f:errorsymbol/><f:errormsg>{text}</f:errormsg></f:error>"
        for code, text in errors
    )
    inner = f"<f:errorstack>{rows}</f:errorstack>"
    return f'<f:siebdetail xmlns:f="{namespace}"><f:logfilename>x.log</f:logfilename>{inner}</f:siebdetail>'
