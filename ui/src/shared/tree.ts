// A tree as a flat list, depth first. Pure.

export interface Leaf {
  id: string;
  depth: number;
}

/** What is inside a folded one, at any depth. */
export function foldedAway(rows: readonly Leaf[], folded: ReadonlySet<string>): ReadonlySet<string> {
  const hidden = new Set<string>();
  let under: number | null = null;
  for (const { id, depth } of rows) {
    if (under !== null && depth > under) {
      hidden.add(id);
      continue;
    }
    under = folded.has(id) ? depth : null;
  }
  return hidden;
}

export interface TagLeaf extends Leaf {
  /** Last part of its name. */
  label: string;
  parent: string | null;
  notes: number;
}

/** Tags as a tree: `a/b/c` under `a/b` under `a`. The backend names each of them. */
export function tagTree(tags: readonly { name: string; notes: number }[]): TagLeaf[] {
  // By parts, not by characters: `a b` must not come between `a` and `a/b`.
  const parts = (name: string) => name.split("/");
  const compare = (a: string, b: string) => {
    const [left, right] = [parts(a), parts(b)];
    for (let index = 0; index < Math.min(left.length, right.length); index++) {
      if (left[index] !== right[index]) return left[index]! < right[index]! ? -1 : 1;
    }
    return left.length - right.length;
  };
  const names = new Set(tags.map(({ name }) => name));
  const sorted = [...tags].sort((a, b) => compare(a.name, b.name));
  return sorted.map(({ name, notes }) => {
    const above = parts(name)
      .slice(0, -1)
      .map((_, index, all) => all.slice(0, index + 1).join("/"))
      .filter((outer) => names.has(outer));
    const parent = above.at(-1) ?? null;
    return { id: name, depth: above.length, label: parent === null ? name : name.slice(parent.length + 1), parent, notes };
  });
}
