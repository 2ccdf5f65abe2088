// Runs inside of the sandboxed frame, after Mermaid, as a classic script: it draws what it is sent and answers with the picture's source.
// The frame has no origin of its own to speak of, no network and no way to the page but these messages.
(() => {
  "use strict";
  // The policy of the window holds in here too: no style elements, no style attributes from strings. Both mean the same through the style objects.
  const sheets = [];
  const adopt = (node) => {
    if (!(node instanceof HTMLStyleElement) && !(node instanceof SVGStyleElement)) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(node.textContent ?? "");
    sheets.push(sheet);
    document.adoptedStyleSheets = sheets;
  };
  for (const name of ["insertBefore", "appendChild"]) {
    const original = Node.prototype[name];
    Node.prototype[name] = function (node, ...rest) {
      const result = original.call(this, node, ...rest);
      adopt(node);
      return result;
    };
  }
  const setAttribute = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function (name, value) {
    if (name === "style" && this.style) this.style.cssText = value;
    else setAttribute.call(this, name, value);
  };

  const { mermaid } = globalThis;
  let drawn = 0;

  async function draw({ source, colours, font }) {
    mermaid.initialize({
      startOnLoad: false,
      securityLevel: "strict",
      suppressErrorRendering: true,
      maxTextSize: 20_000,
      maxEdges: 400,
      htmlLabels: false,
      flowchart: { htmlLabels: false, useMaxWidth: false },
      class: { htmlLabels: false },
      fontFamily: font,
      theme: "base",
      themeVariables: { ...colours, fontFamily: font, fontSize: "14px" },
      // What a diagram may not say of itself.
      secure: ["secure", "securityLevel", "startOnLoad", "maxTextSize", "maxEdges", "suppressErrorRendering", "themeCSS", "theme", "themeVariables", "fontFamily", "htmlLabels", "dompurifyConfig"],
    });
    const { svg } = await mermaid.render(`diagram-${++drawn}`, source);
    return svg;
  }

  let line = Promise.resolve();
  addEventListener("message", (event) => {
    if (event.source !== parent || typeof event.data !== "object" || event.data === null) return;
    const { id } = event.data;
    line = line.then(async () => {
      try {
        parent.postMessage({ id, svg: await draw(event.data) }, "*");
      } catch (cause) {
        parent.postMessage({ id, error: String(cause?.message ?? cause) }, "*");
      }
      document.body.replaceChildren();
      sheets.length = 0;
      document.adoptedStyleSheets = [];
    });
  });
  parent.postMessage({ isReady: true }, "*");
})();
