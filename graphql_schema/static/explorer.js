"use strict";
// The explorer's script. The credential lives in the input field and nowhere else; nothing is stored or sent elsewhere.

const element = (id) => document.getElementById(id);
const endpoint = document.body.dataset.endpoint;
const EXAMPLE = `query Users($first: Int! = 10) {
  viewer { kind scopes }
  users(first: $first) {
    edges {
      node {
        id
        name
        keys(first: 3) { edges { node { name last4 status lastUsedAt } } }
        monthToDate { meter { slug } quantity }
        estimate { totalToDate { amount currency } forecastTotal { amount } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`;
const INTROSPECTION = `{ __schema { queryType { name } mutationType { name } subscriptionType { name } types {
  kind name description
  fields { name description type { ...T } args { name description defaultValue type { ...T } } }
  inputFields { name description defaultValue type { ...T } }
  enumValues { name description }
} } }
fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }`;

let running = null;

function headers(accept) {
  const found = { "content-type": "application/json", accept };
  const secret = element("token").value.trim();
  if (secret.startsWith("km_admin_")) found.authorization = `Bearer ${secret}`;
  else if (secret) found["x-api-key"] = secret;
  return found;
}

function post(body, accept, signal) {
  return fetch(endpoint, {
    method: "POST", headers: headers(accept), body: JSON.stringify(body), credentials: "omit", signal,
  });
}

function show(value, failed) {
  element("answer").textContent = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  element("answer").classList.toggle("failed", failed);
}

async function run() {
  if (running) return;
  const query = element("query").value;
  let variables;
  try {
    variables = JSON.parse(element("variables").value.trim() || "{}");
  } catch (error) {
    show(`The variables are not JSON: ${error.message}`, true);
    element("variables").focus();
    return;
  }
  running = new AbortController();
  element("run").disabled = true;
  element("stop").hidden = false;
  element("status").value = "Running…";
  const started = performance.now();
  try {
    const streams = /^\s*subscription\b/m.test(query);
    const accept = streams ? "text/event-stream" : "application/graphql-response+json";
    const response = await post({ query, variables }, accept, running.signal);
    if ((response.headers.get("content-type") || "").startsWith("text/event-stream")) {
      await follow(response);
    } else {
      const answer = await response.json();
      show(answer, Boolean(answer.errors));
    }
    element("status").value = `${response.status} in ${Math.round(performance.now() - started)} ms`;
  } catch (error) {
    if (error.name === "AbortError") element("status").value = "Stopped";
    else { show(String(error), true); element("status").value = "Failed"; }
  } finally {
    running = null;
    element("run").disabled = false;
    element("stop").hidden = true;
  }
}

// Server-sent events over fetch, because EventSource can send neither a body nor a credential. Newest first, 100 kept.
async function follow(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const answers = [];
  let text = "";
  show("Waiting for events…", false);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    const messages = text.split("\r\n\r\n");
    text = messages.pop();
    for (const message of messages) {
      const data = /^data: (.+)$/m.exec(message);
      if (!message.startsWith("event: next") || !data) continue;
      answers.unshift(JSON.stringify(JSON.parse(data[1]), null, 2));
      answers.length = Math.min(answers.length, 100);
      show(answers.join("\n"), answers[0].includes('"errors"'));
    }
  }
}

function typeName(type) {
  if (type.kind === "NON_NULL") return `${typeName(type.ofType)}!`;
  if (type.kind === "LIST") return `[${typeName(type.ofType)}]`;
  return type.name;
}

function make(tag, text, className) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function describeField(list, field) {
  const term = make("dt", field.name);
  const args = (field.args || []).map((each) => {
    const fallback = [null, undefined, "null"].includes(each.defaultValue) ? "" : ` = ${each.defaultValue}`;
    return `${each.name}: ${typeName(each.type)}${fallback}`;
  });
  if (args.length) term.append(`(${args.join(", ")})`);
  if (field.type) term.append(": ", make("span", typeName(field.type), "type"));
  list.append(term, make("dd", field.description || ""));
}

function describeType(type, title) {
  const details = make("details");
  const summary = make("summary", title || type.name);
  summary.append(" ", make("span", title ? "" : type.kind.toLowerCase().replace("_", " ")));
  const list = make("dl");
  const members = [...(type.fields || []), ...(type.inputFields || []), ...(type.enumValues || [])];
  members.forEach((each) => describeField(list, each));
  details.append(summary, make("p", type.description || ""), list);
  details.dataset.text = [type.name, ...members.map((each) => each.name)].join(" ").toLowerCase();
  return details;
}

async function readSchema() {
  if (!element("token").value.trim()) return;
  const response = await post({ query: INTROSPECTION }, "application/json");
  const answer = await response.json();
  if (!answer.data) {
    element("docs-note").textContent = answer.errors ? answer.errors[0].message : "The schema could not be read.";
    element("docs").replaceChildren();
    return;
  }
  const schema = answer.data.__schema;
  const roots = [["queryType", "Queries"], ["mutationType", "Mutations"], ["subscriptionType", "Subscriptions"]];
  const byName = new Map(schema.types.map((type) => [type.name, type]));
  const shown = roots.map(([root, title]) => describeType(byName.get(schema[root].name), title));
  const rootNames = new Set(roots.map(([root]) => schema[root].name));
  const rest = schema.types.filter((type) => !type.name.startsWith("__") && !rootNames.has(type.name));
  rest.sort((a, b) => a.name.localeCompare(b.name));
  element("docs").replaceChildren(...shown, ...rest.map((type) => describeType(type)));
  element("docs-note").textContent = `${rest.length} types`;
}

function find() {
  const wanted = element("find").value.trim().toLowerCase();
  for (const details of element("docs").children) {
    details.hidden = Boolean(wanted) && !details.dataset.text.includes(wanted);
  }
}

element("query").value = EXAMPLE;
element("run").addEventListener("click", run);
element("stop").addEventListener("click", () => running && running.abort());
element("token").addEventListener("change", () => readSchema().catch(() => {}));
element("find").addEventListener("input", find);
element("credential").addEventListener("submit", (event) => { event.preventDefault(); readSchema().catch(() => {}); });
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run(); }
});
