/**
 * The native menu, changed where it stands. A bar that is put in another's place flickers, and on Linux the one that goes
 * complains of every key that it had: so it is built anew only for other menus or other keys, and gives its keys away first.
 */
import type { NativeMenu, TypingWords } from "./contract";

/** A line of a menu that is shown. */
export interface MenuLine {
  setText(text: string): Promise<void>;
  setEnabled(enabled: boolean): Promise<void>;
  setAccelerator(keys: string | null): Promise<void>;
}

/** A bar that is shown. */
export interface ShownBar {
  /** The lines of each menu, in its order. */
  lines: MenuLine[][];
  /** Lets go of it, once another one is shown. */
  close(): Promise<void>;
}

/** The place of a line. */
export interface Place {
  menu: number;
  line: number;
}

/** Shows a bar in the place of the one before, and tells which of its lines are chosen. */
export type BuildBar = (
  menus: NativeMenu[],
  typing: TypingWords,
  chosen: (place: Place) => void,
) => Promise<ShownBar>;

interface Wanted {
  menus: NativeMenu[];
  typing: TypingWords;
}

export class MenuBar {
  readonly #build: BuildBar;
  #bar: ShownBar | null = null;
  #shown: Wanted | null = null;
  #wanted: Wanted | null = null;
  #work: Promise<void> | null = null;
  #chosen: (id: string) => void = () => {};

  constructor(build: BuildBar) {
    this.#build = build;
  }

  /** Shows these menus; where they change faster than they can be shown, those in between are left out. */
  show(menus: NativeMenu[], typing: TypingWords, chosen: (id: string) => void): Promise<void> {
    this.#wanted = { menus: menus.filter(({ items }) => items.length > 0), typing };
    this.#chosen = chosen;
    return (this.#work ??= this.#catchUp());
  }

  async #catchUp(): Promise<void> {
    try {
      for (let next = this.#wanted; next; next = this.#wanted) {
        this.#wanted = null;
        await this.#put(next);
        this.#shown = next;
      }
    } finally {
      this.#work = null;
    }
  }

  async #put(next: Wanted): Promise<void> {
    const [bar, shown] = [this.#bar, this.#shown];
    if (bar && shown && shapeOf(shown) === shapeOf(next)) {
      await change(bar, shown.menus, next.menus);
      return;
    }
    const withKeys = shown?.menus.flatMap(({ items }, menu) =>
      items.flatMap(({ keys }, line) => (keys === undefined ? [] : [bar?.lines[menu]?.[line]])),
    );
    await Promise.all((withKeys ?? []).map((line) => line?.setAccelerator(null)));
    this.#bar = await this.#build(next.menus, next.typing, ({ menu, line }) => {
      const item = this.#shown?.menus[menu]?.items[line];
      if (item) this.#chosen(item.id);
    });
    await bar?.close();
  }
}

/** What cannot be changed in a bar that stands: which menus there are, by their names, and the keys of their lines. */
const shapeOf = ({ menus, typing }: Wanted): string =>
  JSON.stringify([typing, menus.map(({ title, items }) => [title, items.map(({ keys }) => keys ?? "")])]);

async function change(bar: ShownBar, from: NativeMenu[], to: NativeMenu[]): Promise<void> {
  await Promise.all(
    to.flatMap(({ items }, menu) =>
      items.flatMap(({ title, enabled }, at) => {
        const [line, was] = [bar.lines[menu]?.[at], from[menu]?.items[at]];
        return [
          title === was?.title ? undefined : line?.setText(title),
          enabled === was?.enabled ? undefined : line?.setEnabled(enabled),
        ];
      }),
    ),
  );
}
