// An external system on node's SOAP stack: takes records by any WSDL it is given, and gives them their keys.
"use strict";
const fs = require("fs");
const http = require("http");
const soap = require("soap");

const KEYS = { Household: ["HH-000417", "HouseholdId"], Contact: ["CRM-88120", "Id"] };
const seen = [];

// The first record in a message, in whatever wrappers, and the way that leads to it.
function find(message, way = []) {
  for (const [name, inner] of Object.entries(message || {})) {
    const record = Array.isArray(inner) ? inner[0] : inner;
    if (name in KEYS) return { kind: name, record, way };
    const found = record && typeof record === "object" && find(record, [...way, name]);
    if (found) return found;
  }
  return null;
}

function synchronize(place, message) {
  const found = find(message);
  if (!found) throw { Fault: { faultcode: "soap:Client", faultstring: "No record came (SBL-EAI-04316)" } };
  seen.push({ place, kind: found.kind, record: found.record });
  const [key, idName] = KEYS[found.kind];
  const reply = { [idName]: found.record[idName], IntegrationId: key };
  const rows = found.way.reduceRight((inner, name) => ({ [name]: inner }), { [found.kind]: reply });
  return rows;
}

function answer(place, operation) {
  return (message) => (operation.includes("Synchronize") ? synchronize(place, message) : {});
}

// Whatever a service, a port or an operation is called.
const any = (give) => new Proxy({}, { get: (_, name) => give(String(name)), has: () => true });
const services = (place) => any(() => any(() => any((operation) => answer(place, operation))));

const server = http.createServer((request, response) => {
  if (request.url !== "/seen") return;
  response.end(JSON.stringify(seen));
});
server.listen(0, "127.0.0.1", () => {
  for (const [place, file] of JSON.parse(process.argv[2])) {
    soap.listen(server, { path: place, services: services(place), xml: fs.readFileSync(file, "utf8") });
  }
  console.log(server.address().port);
});
process.stdin.on("end", () => process.exit(0)).resume();
