// Attachments in the editor as one extension: pasted, dropped, drawn, saved.
import type { Extension } from "@codemirror/state";
import { imageWidget } from "../preview/links-facet";
import { attachmentOf, attachments, type Attachments } from "./facet";
import { fileLinks } from "./files";
import { AttachedImage } from "./image";
import { fileInsertion } from "./insert";
import { attachmentTheme } from "./theme";

export type { AttachmentFacts, Attachments } from "./facet";
export { noAttachments } from "./facet";
export { insertFiles } from "./insert";

export function noteAttachments(services: Attachments): Extension {
  return [
    attachments.of(services),
    imageWidget.of((image) => {
      const found = attachmentOf(image.url);
      return found && new AttachedImage(image, found);
    }),
    fileInsertion,
    fileLinks,
    attachmentTheme,
  ];
}
