// Colours of code: few and calm, from tokens that both themes have.
import { syntaxHighlighting } from "@codemirror/language";
import { tagHighlighter, tags } from "@lezer/highlight";

const colours = tagHighlighter([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.self], class: "cm-t-keyword" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp, tags.attributeValue, tags.inserted], class: "cm-t-string" },
  { tag: [tags.number, tags.bool, tags.null, tags.unit, tags.color], class: "cm-t-number" },
  { tag: [tags.comment, tags.docComment, tags.deleted], class: "cm-t-comment" },
  { tag: [tags.typeName, tags.className, tags.namespace, tags.tagName, tags.definition(tags.typeName)], class: "cm-t-type" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.function(tags.definition(tags.variableName)), tags.macroName], class: "cm-t-function" },
  { tag: [tags.meta, tags.annotation, tags.processingInstruction], class: "cm-t-meta" },
]);

export const codeColours = syntaxHighlighting(colours);
