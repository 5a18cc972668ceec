// The SPARQL editor. Without this script the page has a plain form. Nothing is asked of another host.
"use strict";
{
  const place = document.getElementById("editor");
  const form = document.querySelector("form.plain");
  const start = async () => {
    const { prefixes, terms, examples } = await (await fetch("/sparql/terms.json")).json();
    const { Yasqe, Yasr } = Yasgui;

    const told = async (error) => { // a problem document in words, instead of its JSON
      let problem;
      try { problem = JSON.parse(error.text); } catch { return undefined; }
      if (!problem?.title) return undefined;
      const box = document.createElement("div");
      box.className = "notice";
      box.setAttribute("role", "alert");
      const title = document.createElement("strong");
      title.textContent = `${problem.title}. `;
      box.append(title, problem.detail ?? "");
      return box;
    };
    Yasr.defaults.errorRenderers = [told];

    const onPrefixLine = (yasqe) => /^\s*PREFIX\s+\S*$/i.test(yasqe.getDoc().getLine(yasqe.getDoc().getCursor().line));
    Yasqe.defaults.autocompleters = [];
    Yasqe.registerAutocompleter({
      name: "our-prefixes",
      bulk: true,
      autoShow: true,
      persistenceId: null,
      isValidCompletionPosition: onPrefixLine,
      get: () => Promise.resolve(Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`)),
    }, true);
    Yasqe.forkAutocompleter("property", { // which knows how a prefixed name and an IRI are taken apart and put back
      name: "our-terms",
      bulk: false,
      autoShow: true,
      persistenceId: null,
      isValidCompletionPosition: (yasqe) => /^([a-z-]*:|<)/i.test(yasqe.getCompleteToken().string) && !onPrefixLine(yasqe),
      get: (_yasqe, token) => {
        const typed = token?.autocompletionString ?? "";
        const [name, rest] = typed.split(/:(.*)/s); // the query may lack the PREFIX
        const wanted = (name in prefixes && rest !== undefined ? prefixes[name] + rest : typed).toLowerCase();
        return Promise.resolve(terms.map((term) => term.iri).filter((iri) => iri.toLowerCase().startsWith(wanted)));
      },
    });
    Yasqe.defaults.addQueryParametersToUrl = false;
    Yasqe.defaults.createShareableLink = () => "";

    const given = new URLSearchParams(window.location.hash.slice(1)).get("query");
    form.hidden = true;
    place.hidden = false; // before it is made: what is hidden has no size to draw in
    const yasgui = new Yasgui(place, {
      requestConfig: { endpoint: `${window.location.origin}/sparql`, method: "POST" },
      copyEndpointOnNewTab: true,
      persistenceId: null,
      endpointCatalogueOptions: { getData: () => [] },
      yasqe: { value: given ?? examples[0].query, persistenceId: null },
      yasr: { prefixes, persistenceId: null },
    });
    const editor = () => yasgui.getTab().getYasqe();
    editor().setValue(given ?? examples[0].query);
    const section = document.getElementById("examples");
    for (const example of examples) {
      const link = document.createElement("a");
      link.href = `#query=${encodeURIComponent(example.query)}`;
      link.textContent = example.title[document.documentElement.lang];
      const item = document.createElement("li");
      item.append(link);
      section.querySelector("ul").append(item);
    }
    section.hidden = false;
    window.addEventListener("hashchange", () => {
      const query = new URLSearchParams(window.location.hash.slice(1)).get("query");
      if (query) { editor().setValue(query); place.scrollIntoView(); }
    });
    const share = document.getElementById("share");
    share.hidden = false;
    share.addEventListener("click", async () => {
      const address = `${window.location.origin}/sparql#query=${encodeURIComponent(editor().getValue())}`;
      window.history.replaceState(null, "", address);
      const copied = await navigator.clipboard?.writeText(address).then(() => true, () => false);
      document.getElementById("shared").textContent = share.dataset[copied ? "copied" : "shown"];
    });
    place.dataset.ready = "true";
  };
  if (typeof Yasgui === "function") start();
}
