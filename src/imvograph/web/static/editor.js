// The SPARQL editor. Without this script the page has a plain form. Nothing is asked of another host.
"use strict";
{
  const place = document.getElementById("editor");
  const form = document.querySelector("form.plain");
  const start = async () => {
    const { prefixes, terms, examples } = await (await fetch("/sparql/terms.json")).json();
    const { Yasqe } = Yasgui;

    const complete = (name, wanted) => Yasqe.registerAutocompleter({
      name,
      bulk: false,
      autoShow: true,
      isValidCompletionPosition: (yasqe) => {
        const token = yasqe.getCompleteToken();
        return /^[a-z-]*:/i.test(token.string) || token.string.startsWith("<");
      },
      preProcessToken: (yasqe, token) => Yasqe.Autocompleters.preprocessIriForCompletion(yasqe, token),
      postProcessSuggestion: (yasqe, token, suggestion) => Yasqe.Autocompleters.postprocessIriCompletion(yasqe, token, suggestion),
      get: (_yasqe, token) => {
        const typed = (token?.autocompletionString ?? "").toLowerCase();
        return Promise.resolve(terms.filter((term) => wanted(term) && term.iri.toLowerCase().startsWith(typed)).map((term) => term.iri));
      },
    }, true);

    Yasqe.defaults.autocompleters = [];
    Yasqe.registerAutocompleter({
      name: "our-prefixes",
      bulk: true,
      autoShow: true,
      persistenceId: null,
      isValidCompletionPosition: (yasqe) => /^\s*PREFIX\s+\S*$/i.test(yasqe.getDoc().getLine(yasqe.getDoc().getCursor().line)),
      get: () => Promise.resolve(Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`)),
    }, true);
    complete("our-terms", () => true);
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
      await navigator.clipboard?.writeText(address).catch(() => undefined);
    });
    place.dataset.ready = "true";
  };
  if (typeof Yasgui === "function") start();
}
