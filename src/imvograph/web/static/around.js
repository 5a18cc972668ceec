// The picture of a neighbourhood. The server gives the places; a click brings in what lies around a node.
"use strict";
{
  const box = document.getElementById("graph");
  const MOST = 150;
  const RING = 150;
  const probe = document.createElement("span");
  const colour = (name) => {
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };
  const HUES = { commitment: 35, kamerstuk: 215, motion: 5, debate: 280, covenant: 120, sector: 90, organisation: 300, person: 325, letter: 200 };
  const hue = (kind) => HUES[kind] ?? [...kind].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) % 360, 7);
  const local = (address) => address.replace(/^https:\/\/w3id\.org\/imvograph\/id\//, "/doc/");
  const short = (text) => (text.length > 40 ? `${text.slice(0, 38)}…` : text);

  const elements = (found, at) => [
    ...found.nodes.map((node) => ({
      group: "nodes",
      data: { id: node.iri, label: short(node.label), colour: `hsl(${hue(node.kind)}, 55%, 45%)` },
      position: at(node),
    })),
    ...found.edges.map((edge) => ({
      group: "edges",
      data: { id: `${edge.source} ${edge.label} ${edge.target}`, source: edge.source, target: edge.target, label: edge.label },
    })),
  ];
  const add = (graph, found, at) => {
    const known = (id) => graph.getElementById(id).nonempty();
    const [nodes, edges] = [[], []];
    for (const element of elements(found, at)) (element.group === "nodes" ? nodes : edges).push(element);
    const fresh = nodes.filter((node) => !known(node.data.id)).slice(0, Math.max(MOST - graph.nodes().length, 0));
    graph.add(fresh);
    graph.add(edges.filter((edge) => !known(edge.data.id) && known(edge.data.source) && known(edge.data.target)));
  };
  const get = async (address) => {
    const answer = await fetch(address);
    const told = answer.ok || answer.status === 410 ? await answer.json() : {}; // what is retired still has neighbours
    return told.nodes ? told : { nodes: [], edges: [] };
  };

  const draw = async () => {
    const found = await get(box.dataset.source);
    box.hidden = false;
    document.querySelector(".tools").hidden = false;
    const ink = colour("--ink");
    const graph = cytoscape({
      container: box,
      layout: { name: "preset" },
      style: [
        { selector: "node", style: { "background-color": "data(colour)", label: "data(label)", color: ink, "font-size": 13, "text-valign": "bottom", "text-margin-y": 4, "text-wrap": "wrap", "text-max-width": 140, "text-background-color": colour("--soft"), "text-background-opacity": 0.85, "text-background-padding": 2, width: 24, height: 24 } },
        { selector: "edge", style: { width: 1.5, "line-color": colour("--quiet"), "target-arrow-color": colour("--quiet"), "target-arrow-shape": "triangle", "curve-style": "bezier", label: "data(label)", "font-size": 10, color: colour("--quiet"), "text-rotation": "autorotate", "text-background-color": colour("--soft"), "text-background-opacity": 0.85 } },
      ],
    });
    add(graph, found, (node) => ({ x: node.x, y: node.y }));
    if (found.nodes.length) graph.getElementById(found.nodes[0].iri).style({ width: 40, height: 40 });
    graph.fit(undefined, 30);
    graph.on("onetap", "node", async (event) => {
      const node = event.target;
      const middle = node.position();
      const language = document.documentElement.lang;
      const more = await get(`${local(node.id()).replace("/doc/", "/around/")}.json?lang=${language}`);
      add(graph, more, (each) => ({ x: middle.x + (each.x * RING) / 260, y: middle.y + (each.y * RING) / 260 }));
    });
    graph.on("dbltap", "node", (event) => { window.location.assign(local(event.target.id())); });
    for (const button of document.querySelectorAll("[data-save]")) {
      button.addEventListener("click", () => save(graph, button.dataset.save));
    }
    box.dataset.drawn = String(graph.nodes().length);
  };

  const save = (graph, kind) => {
    const blob = kind === "png" ? graph.png({ output: "blob", full: true, scale: 2, bg: colour("--paper") }) : new Blob([svg(graph)], { type: "image/svg+xml" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `imvograph.${kind}`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const svg = (graph) => {
    const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
    const { x1, y1, w, h } = graph.elements().boundingBox();
    const line = (edge) => {
      const [a, b] = [edge.source().position(), edge.target().position()];
      return `<line x1="${a.x}" y1="${a.y}" x2="${b.x}" y2="${b.y}" stroke="#888"/><text x="${(a.x + b.x) / 2}" y="${(a.y + b.y) / 2}" font-size="10" text-anchor="middle" fill="#666">${escaped(edge.data("label"))}</text>`;
    };
    const dot = (node) => {
      const { x, y } = node.position();
      return `<circle cx="${x}" cy="${y}" r="${node.width() / 2}" fill="${node.data("colour")}"/><text x="${x}" y="${y + 28}" font-size="13" text-anchor="middle">${escaped(node.data("label"))}</text>`;
    };
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x1} ${y1} ${w} ${h}" font-family="sans-serif">${graph.edges().map(line).join("")}${graph.nodes().map(dot).join("")}</svg>`;
  };

  if (typeof cytoscape === "function") draw();
}
