// Realistic Markdown of any length, always the same.

const words = "low water quadrat limpet swell tape peg shade band light morning north cove survey count headlamp protocol tide gauge offset narrow rock pool weed barnacle notebook".split(" ");

/** Returns at least `length` characters. */
export function markdownText(length: number): string {
  let seed = 7;
  const next = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
  const word = () => words[next(words.length)]!;
  const sentence = () => {
    const parts = Array.from({ length: 8 + next(10) }, () => {
      const text = word();
      switch (next(14)) {
        case 0:
          return `**${text}**`;
        case 1:
          return `*${text}*`;
        case 2:
          return `\`${text}\``;
        case 3:
          return `[${text}](https://example.org/${text})`;
        default:
          return text;
      }
    });
    const text = parts.join(" ");
    return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
  };
  const paragraph = () => `The ${sentence().slice(0, 1).toLowerCase()}${Array.from({ length: 3 + next(3) }, sentence).join(" ")}`;
  const blocks = [
    paragraph,
    paragraph,
    paragraph,
    () => `## ${word()} ${word()} ${word()}`,
    () => Array.from({ length: 5 }, (_, index) => `${index % 3 === 2 ? "  " : ""}- ${sentence()}`).join("\n"),
    () => Array.from({ length: 4 }, (_, index) => `- [${index % 2 ? "x" : " "}] ${word()} ${word()} ${word()}`).join("\n"),
    () => Array.from({ length: 3 }, (_, index) => `${index + 1}. ${sentence()}`).join("\n"),
    () => `| ${word()} | ${word()} |\n| --- | --: |\n${Array.from({ length: 4 }, () => `| ${word()} | ${next(100)} |`).join("\n")}`,
    () => `\`\`\`js\nconst ${word()} = ${next(100)};\nfunction ${word()}() { return "${word()}"; }\n\`\`\``,
    () => `> ${sentence()}\n> ${sentence()}`,
    () => `> [!note] ${word()}\n> ${sentence()}`,
    () => `Seen at $x_${next(9)}^2$ by #${word()} and [[${word()} ${word()}]], ==${word()}==. ${sentence()}`,
  ];
  const found: string[] = [];
  for (let total = 0; total < length; ) {
    const block = blocks[next(blocks.length)]!();
    found.push(block);
    total += block.length + 2;
  }
  return found.join("\n\n");
}
