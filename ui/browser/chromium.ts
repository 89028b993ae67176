/** The browser: whichever Chromium the machine has, as nothing is downloaded for it. */
import { existsSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";

const PLACES = [
  process.env.MAILVET_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

export async function launch(): Promise<Browser> {
  const executablePath = PLACES.find((place) => place && existsSync(place));
  if (!executablePath) {
    throw new Error(
      "No Chromium was found: install it (scripts/setup test does), or name it in MAILVET_CHROMIUM.",
    );
  }
  // Containers run as root, which Chromium's sandbox refuses.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
}

export interface Look {
  theme?: "light" | "dark";
  size?: [width: number, height: number];
  language?: string;
  contrast?: "more";
  /** What the address asks of the made-up program, as in `fake=empty`. */
  fake?: string;
}

/** A page with the window, ready. A page that complains fails the test that closes it. */
export async function open(
  browser: Browser,
  pages: string,
  { theme = "light", size = [1024, 700], language = "en-GB", contrast, fake = "" }: Look = {},
): Promise<{ page: Page; complaints: string[] }> {
  const [width, height] = size;
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme: theme,
    locale: language,
    contrast: contrast ?? "no-preference",
    reducedMotion: "reduce",
  });
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(`${pages}?${fake}`);
  await page.waitForSelector("html[data-ready]");
  return { page, complaints };
}

export const byId = (id: string): string => `[data-testid="${id}"]`;
