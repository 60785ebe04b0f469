"""Holds messages against the types of the WSDL: a request before anything leaves, a reply as it comes."""

from __future__ import annotations

from desktop.errors import HearthError, InvalidValue, WsdlProblem
from desktop.fields import Field
from desktop.integration.markup import Element, children
from desktop.integration.schema import Breach, Types
from desktop.integration.service import Service, Shape


def require(body: Element | None, service: Service) -> None:
    """Check the body of a request.

    Raises InvalidValue for a value that the WSDL does not allow, WsdlProblem for any other breach of it.
    """
    if breaches := _breaches(body, service.types):
        raise _refusal(breaches[0], service)


def drift(body: Element, types: Types | None) -> tuple[str, ...]:
    """Return what in the body of a reply is not as the WSDL has it; it is read all the same."""
    return tuple(f"Not as the WSDL has it: {each}." for each in _breaches(body, types))


def _breaches(body: Element | None, types: Types | None) -> tuple[Breach, ...]:
    wrapper = None if body is None else next(children(body), None)
    return () if types is None or wrapper is None else types.breaches(wrapper)


def _refusal(breach: Breach, service: Service) -> HearthError:
    field = _field(breach, service.shape)
    if field is None or breach.rule == "structure":
        return WsdlProblem(
            f"The record cannot be written as the WSDL for {service.kind} demands: {breach}.",
            concerns=breach.element,
            way_out="An administrator must compare the WSDL with the fields of the record.",
        )
    way_out = "change the value and send it again, or ask an administrator to have the WSDL changed"
    limit = f"{breach.limit} by the WSDL (<{breach.element}> of {breach.parent}); {way_out}"
    return InvalidValue(field.name, breach.rule, limit, label=field.label)


def _field(breach: Breach, shape: Shape) -> Field | None:
    """Return the field that the element stands for, in the record or in one of its lists."""
    if breach.parent == shape.element.name:
        named = (name for name, wire in shape.fields.items() if wire.name == breach.element)
        return next((shape.component[name] for name in named), None)
    inner = (_field(breach, container.row) for container in shape.containers.values())
    return next((field for field in inner if field is not None), None)
