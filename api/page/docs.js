// Draws /openapi.json: operations by tag, what they take, what they answer. Everything is put in as text, never as HTML.
"use strict";

const methods = ["get", "post", "put", "patch", "delete"];
let contract;

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
  for (const child of children.flat()) if (child !== null && child !== undefined) element.append(child);
  return element;
}

// prose turns paragraphs, `code` and **strong** into elements.
function prose(text) {
  return (text || "").trim().split(/\n\s*\n/).filter(Boolean).map((paragraph) => make("p", {}, inline(paragraph)));
}

function inline(text) {
  return (text || "").split(/(`[^`]+`|\*\*[^*]+\*\*)/).filter(Boolean).map((part) => {
    if (part.startsWith("`")) return make("code", {}, part.slice(1, -1));
    if (part.startsWith("**")) return make("strong", {}, part.slice(2, -2));
    return part;
  });
}

function follow(entry) {
  while (entry && entry.$ref) entry = entry.$ref.slice(2).split("/").reduce((at, step) => at[step.replace(/~1/g, "/").replace(/~0/g, "~")], contract);
  return entry || {};
}

// kindOf says in a few words what a schema takes.
function kindOf(schema) {
  schema = follow(schema);
  if (schema.enum) return schema.enum.join(" | ");
  const types = [].concat(schema.type || "any");
  const words = types.map((type) => type === "array" ? "list of " + kindOf(schema.items) : type).join(" or ");
  const bounds = [];
  if (schema.format && schema.format !== "double" && schema.format !== "int64") bounds.push(schema.format);
  if (schema.minimum !== undefined || schema.maximum !== undefined) bounds.push((schema.minimum ?? "…") + " to " + (schema.maximum ?? "…"));
  if (schema.maxLength !== undefined) bounds.push("at most " + schema.maxLength + " characters");
  if (schema.maxItems !== undefined) bounds.push("at most " + schema.maxItems);
  if (schema.pattern) bounds.push(schema.pattern);
  if (schema.default !== undefined) bounds.push("default " + schema.default);
  return words + (bounds.length ? " (" + bounds.join(", ") + ")" : "");
}

// members is a table of an object's members, opened further inside where they are objects themselves.
function members(schema, depth) {
  schema = follow(schema);
  if (schema.type === "array") return members(schema.items, depth);
  if (!schema.properties) return null;
  const required = new Set(schema.required || []);
  return make("table", {}, Object.entries(schema.properties).map(([name, inner]) => {
    const resolved = follow(inner);
    const nested = depth < 4 && (resolved.properties || follow(resolved.items).properties) ? members(resolved, depth + 1) : null;
    const text = inline(inner.description || resolved.description);
    return make("tr", {},
      make("td", {}, name, required.has(name) ? make("span", {class: "required", title: "always there"}, " *") : null),
      make("td", {}, kindOf(inner)),
      make("td", {}, text, nested ? make("details", {}, make("summary", {}, "its members"), nested) : null));
  }));
}

function parameters(list) {
  return make("table", {}, list.map(follow).map((parameter) => make("tr", {},
    make("td", {}, parameter.name, parameter.required ? make("span", {class: "required"}, " *") : null),
    make("td", {}, parameter.in + ", " + kindOf(parameter.schema)),
    make("td", {}, inline(parameter.description)))));
}

function answers(operation) {
  return Object.entries(operation.responses).map(([status, response]) => {
    response = follow(response);
    const [media, content] = Object.entries(response.content || {})[0] || [];
    const inside = content ? members(content.schema, 0) : null;
    const line = make("span", {}, make("strong", {}, status === "default" ? "otherwise" : status), " ", inline(response.description), media ? make("span", {class: "who"}, " " + media) : null);
    return inside ? make("details", {}, make("summary", {}, line), inside) : make("p", {}, line);
  });
}

function asker(operation) {
  const security = operation.security || contract.security;
  if (security.length === 0) return "No token needed.";
  return security.some((way) => Object.keys(way).length === 0) ? "A token may be sent." : "With an access token.";
}

function article(path, method, item) {
  const operation = item[method];
  const all = [...(item.parameters || []), ...(operation.parameters || [])];
  const body = operation.requestBody && operation.requestBody.content["application/json"].schema;
  return make("article", {id: operation.operationId},
    make("h3", {}, make("a", {href: "#" + operation.operationId}, make("span", {class: "method " + method.toUpperCase()}, method.toUpperCase()), path)),
    make("p", {class: "summary"}, inline(operation.summary)), prose(operation.description), make("p", {class: "who"}, asker(operation)),
    all.length ? [make("h4", {}, "Parameters"), parameters(all)] : null,
    body && follow(body).properties ? [make("h4", {}, "Body"), members(body, 0)] : null,
    make("h4", {}, "Answers"), answers(operation));
}

function draw() {
  const main = document.getElementById("operations"), contents = document.getElementById("contents");
  main.replaceChildren(...prose(contract.info.description));
  for (const tag of contract.tags) {
    const section = make("section", {}, make("h2", {}, tag.name), make("p", {}, inline(tag.description)));
    contents.append(make("h2", {}, tag.name));
    for (const [path, item] of Object.entries(contract.paths)) {
      for (const method of methods.filter((name) => item[name] && item[name].tags.includes(tag.name))) {
        section.append(article(path, method, item));
        contents.append(make("a", {href: "#" + item[method].operationId, title: path}, item[method].operationId));
      }
    }
    main.append(section);
  }
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

fetch("/openapi.json").then((answer) => answer.json()).then((read) => { contract = read; draw(); })
  .catch((problem) => { document.getElementById("waiting").textContent = "The contract could not be read: " + problem.message; });
