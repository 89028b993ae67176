/**
 * How the window looks and what it speaks, as the settings say: the one place that touches the document's root. Colours
 * follow the system while the setting says so, also when the system changes its mind.
 */
import type { SettingsView } from "$/ipc";
import { speak } from "./locale";
import { isLanguage, type Language } from "./texts";

type Theme = "system" | "light" | "dark";

/** What text sizes Ctrl and plus or minus step through, in percent. */
const STEPS = [80, 90, 100, 110, 125, 150, 175, 200];
const PIXELS = 16;

class Appearance {
  /** What the window speaks now; what is drawn is drawn anew when it changes. */
  language = $state<Language>("en");
  textSize = $state(100);
  #theme: Theme = "system";

  /** Before any setting is known: as the system. */
  start(): () => void {
    this.#speak("system");
    this.#paint();
    const dark = this.#systemDark;
    const follow = () => this.#paint();
    dark?.addEventListener("change", follow);
    return () => dark?.removeEventListener("change", follow);
  }

  take({ settings }: SettingsView): void {
    const value = (key: string) => settings.find((setting) => setting.key === `window.${key}`)?.value ?? "";
    const theme = value("theme");
    this.#theme = theme === "light" || theme === "dark" ? theme : "system";
    this.#speak(value("language"));
    this.textSize = Number(value("text_size")) || 100;
    this.#paint();
  }

  /** Where no other setting can be read: what says so is said in the language that they name. */
  takeLanguage(code: string | null): void {
    this.#speak(code ?? "system");
  }

  /** The next larger or smaller size of text. */
  step(direction: 1 | -1): number {
    const next =
      direction === 1
        ? STEPS.find((size) => size > this.textSize)
        : STEPS.findLast((size) => size < this.textSize);
    return next ?? this.textSize;
  }

  #speak(code: string): void {
    this.language = speak(isLanguage(code) ? code : "system");
    document.documentElement.lang = this.language;
  }

  get #systemDark(): MediaQueryList | undefined {
    return globalThis.matchMedia?.("(prefers-color-scheme: dark)");
  }

  #paint(): void {
    const isDark = this.#theme === "dark" || (this.#theme === "system" && this.#systemDark?.matches === true);
    const root = document.documentElement;
    root.dataset.theme = isDark ? "dark" : "light";
    root.style.fontSize = this.textSize === 100 ? "" : `${(PIXELS * this.textSize) / 100}px`;
  }
}

export const appearance = new Appearance();
