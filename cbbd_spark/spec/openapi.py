"""Reads the shape of records and the parameters of paths out of an OpenAPI document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cbbd_spark.spec.record import Array, Field, Object, Scalar, Type

Json = dict[str, Any]


@dataclass(frozen=True)
class Parameter:
    """One parameter of a path. `place` is `query` or `path`."""

    name: str
    place: str
    required: bool


@dataclass(frozen=True)
class Contract:
    """An OpenAPI document, asked for what an endpoint needs of it."""

    document: Json

    def record(self, path: str) -> Object:
        """The record that `path` answers with: the items of its array, or the object itself."""
        schema = self._schema(path)
        shape = self._type(schema["items"] if schema.get("type") == "array" else schema)
        if not isinstance(shape, Object):
            raise TypeError(f"{path} does not answer with objects")
        return shape

    def answers_with_array(self, path: str) -> bool:
        return bool(self._schema(path).get("type") == "array")

    def parameters(self, path: str) -> tuple[Parameter, ...]:
        return tuple(
            Parameter(parameter["name"], parameter["in"], bool(parameter.get("required")))
            for parameter in self._operation(path).get("parameters", ())
        )

    def facts(self, path: str) -> Json:
        """The `x-cbbd` remarks of a path: what is known of the wire and not declared."""
        return dict(self._operation(path).get("x-cbbd", {}))

    def paths(self) -> tuple[str, ...]:
        return tuple(self.document["paths"])

    def _operation(self, path: str) -> Json:
        operation: Json = self.document["paths"][path]["get"]
        return operation

    def _schema(self, path: str) -> Json:
        schema: Json = self._operation(path)["responses"]["200"]["content"]["application/json"]["schema"]
        return self._resolve(schema)

    def _resolve(self, schema: Json) -> Json:
        while "$ref" in schema or len(schema.get("allOf", ())) == 1:
            if "$ref" in schema:
                schema = self.document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
            else:
                schema = schema["allOf"][0]
        return schema

    def _type(self, schema: Json) -> Type:
        schema = self._resolve(schema)
        kind = schema.get("type")
        if kind == "object":
            return Object(tuple(self._field(name, body) for name, body in schema["properties"].items()))
        if kind == "array":
            return Array(self._type(schema["items"]))
        return _scalar(schema)

    def _field(self, name: str, schema: Json) -> Field:
        values = tuple(str(value) for value in self._resolve(schema).get("enum", ()) if value is not None)
        return Field(name, self._type(schema), values, is_sent=not schema.get("x-wire-absent"))


def _scalar(schema: Json) -> Scalar:
    kind = schema["type"]
    if kind == "number" and schema.get("x-int-hint"):
        return Scalar.INTEGER
    # `date` stays text: the API is known to send a time with it, and a silver table takes the first ten letters.
    if kind == "string" and schema.get("format") == "date-time":
        return Scalar.TIMESTAMP
    return Scalar(kind)
