// The menu of a table: rows, columns, how a column stands. Arrows move, Enter chooses, Escape closes and goes back to the cell.
import { m } from "../../../i18n";
import { isComposing } from "../../../shared/composition";
import { showTableSource } from "../blocks";
import { deleteColumn, deleteRow, insertColumn, insertRow, moveColumn, moveRow, setAlign, type Align } from "./model";
import type { TableView } from "./view";

interface Choice {
  label: string;
  run: () => void;
  isDisabled?: boolean;
  isChecked?: boolean;
}

function choices(view: TableView): (Choice | null)[] {
  const { table } = view;
  const { row, column } = view.place;
  const align = (label: string, wanted: Align): Choice => ({
    label,
    isChecked: (table.aligns[column] ?? "none") === wanted || (wanted === "left" && table.aligns[column] === "none"),
    run: () => view.change(setAlign(table, column, wanted), row, column),
  });
  return [
    { label: m.preview_row_above(), isDisabled: row === 0, run: () => view.change(insertRow(table, row), row, column) },
    { label: m.preview_row_below(), run: () => view.change(insertRow(table, row + 1), row + 1, column) },
    { label: m.preview_row_up(), isDisabled: row < 2, run: () => view.change(moveRow(table, row, -1), row - 1, column) },
    { label: m.preview_row_down(), isDisabled: row === 0 || row === table.rows.length - 1, run: () => view.change(moveRow(table, row, 1), row + 1, column) },
    { label: m.preview_row_delete(), isDisabled: row === 0, run: () => view.change(deleteRow(table, row), Math.min(row, table.rows.length - 2), column) },
    null,
    { label: m.preview_column_before(), run: () => view.change(insertColumn(table, column), row, column) },
    { label: m.preview_column_after(), run: () => view.change(insertColumn(table, column + 1), row, column + 1) },
    { label: m.preview_column_back(), isDisabled: column === 0, run: () => view.change(moveColumn(table, column, -1), row, column - 1) },
    { label: m.preview_column_on(), isDisabled: column === table.columns - 1, run: () => view.change(moveColumn(table, column, 1), row, column + 1) },
    { label: m.preview_column_delete(), isDisabled: table.columns < 2, run: () => view.change(deleteColumn(table, column), row, Math.max(0, column - 1)) },
    null,
    align(m.preview_align_left(), "left"),
    align(m.preview_align_center(), "center"),
    align(m.preview_align_right(), "right"),
    null,
    { label: m.preview_table_source(), run: () => showSource(view) },
    { label: m.preview_table_delete(), run: () => deleteTable(view) },
  ];
}

function showSource(table: TableView): void {
  const { view, from } = table;
  view.dispatch({ effects: showTableSource.of(from), selection: { anchor: from } });
  view.focus();
}

function deleteTable(table: TableView): void {
  const { view, from } = table;
  const to = from + table.table.source.length;
  view.dispatch({ changes: { from, to: Math.min(to + 1, view.state.doc.length) }, selection: { anchor: from }, userEvent: "delete.table" });
  view.focus();
}

export function openTableMenu(table: TableView, anchor: DOMRect): void {
  const { view } = table;
  view.dom.querySelector(".cm-table-choices")?.remove();
  const menu = document.createElement("div");
  menu.className = "cm-table-choices";
  menu.setAttribute("role", "menu");
  menu.setAttribute("aria-label", m.preview_table_menu());
  for (const choice of choices(table)) {
    const entry = document.createElement(choice ? "button" : "div");
    menu.append(entry);
    if (!choice) {
      entry.setAttribute("role", "separator");
      continue;
    }
    entry.setAttribute("role", choice.isChecked === undefined ? "menuitem" : "menuitemradio");
    if (choice.isChecked !== undefined) entry.setAttribute("aria-checked", String(choice.isChecked));
    entry.tabIndex = -1;
    entry.textContent = choice.label;
    (entry as HTMLButtonElement).disabled = choice.isDisabled ?? false;
    entry.addEventListener("click", () => {
      close(false);
      choice.run();
    });
  }
  const entries = () => [...menu.querySelectorAll<HTMLElement>("button:not(:disabled)")];
  const outside = (event: Event) => {
    if (event.target instanceof Node && !menu.contains(event.target)) close(false);
  };
  const close = (isBack: boolean) => {
    menu.remove();
    window.removeEventListener("pointerdown", outside, true);
    window.removeEventListener("resize", outside);
    if (isBack) table.enter();
  };
  menu.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next !== undefined) all[(next + all.length) % all.length]?.focus();
    else if (event.key === "Escape" || event.key === "Tab") close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  window.addEventListener("pointerdown", outside, true);
  window.addEventListener("resize", () => close(false), { once: true });
  view.dom.append(menu);
  const size = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(anchor.right - size.width, window.innerWidth - size.width - 8))}px`;
  const below = anchor.bottom + 4;
  menu.style.top = `${below + size.height > window.innerHeight - 8 ? Math.max(8, anchor.top - 4 - size.height) : below}px`;
  entries()[0]?.focus();
}
