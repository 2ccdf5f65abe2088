// Runs inside of the sandboxed frame, after Mermaid, as a classic script: it draws what it is sent and answers with the picture's source.
// The frame has no origin of its own to speak of, no network and no way to the page but these messages.
(() => {
  "use strict";
  // The policy of the window holds in here too: no style elements, no style attributes from strings. Both mean the same through the style objects;
  // what a style element would say is written into the finished picture, which is a document of its own.
  let rules = [];
  const createElement = Document.prototype.createElement;
  Document.prototype.createElement = function (name, ...rest) {
    const isStyle = String(name).toLowerCase() === "style";
    const made = createElement.call(this, isStyle ? "template" : name, ...rest);
    if (isStyle) standIns.add(made);
    return made;
  };
  const standIns = new WeakSet();
  for (const name of ["insertBefore", "appendChild"]) {
    const original = Node.prototype[name];
    Node.prototype[name] = function (node, ...rest) {
      if (!standIns.has(node)) return original.call(this, node, ...rest);
      const text = node.innerHTML === "" ? (node.textContent ?? "") : node.content.textContent;
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      rules.push(text);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      return node;
    };
  }
  const setAttribute = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function (name, value) {
    if (name === "style" && this.style) this.style.cssText = value;
    else setAttribute.call(this, name, value);
  };

  // Strings of markup carry their style attributes under another name while they are parsed.
  const put = (text) => String(text).replaceAll(' style="', ' data-style="');
  const putBack = (text) => text.replaceAll(' data-style="', ' style="');
  const parse = DOMParser.prototype.parseFromString;
  DOMParser.prototype.parseFromString = function (text, type) {
    return parse.call(this, put(text), type);
  };
  const inner = Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML");
  Object.defineProperty(Element.prototype, "innerHTML", {
    ...inner,
    set(text) {
      inner.set.call(this, put(text));
      for (const element of this.querySelectorAll("[data-style]")) {
        element.style.cssText = element.dataset.style;
        delete element.dataset.style;
      }
    },
  });

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
    rules = [];
    const { svg } = await mermaid.render(`diagram-${++drawn}`, source);
    const style = `<style><![CDATA[${rules.join("\n").replaceAll("]]>", "")}]]></style>`;
    return putBack(svg).replace(/^\s*<svg[^>]*>/, (tag) => tag.trim() + style);
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
      document.adoptedStyleSheets = [];
    });
  });
  parent.postMessage({ isReady: true }, "*");
})();
