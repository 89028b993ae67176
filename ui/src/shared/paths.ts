/** The last part of a path, of whatever system. */
export const fileName = (path: string): string => path.split(/[\\/]/).pop() ?? path;

/** A file's name without its ending. */
export const stem = (name: string): string => name.replace(/\.[^.\\/]{1,5}$/, "");
