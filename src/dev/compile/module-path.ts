/** Where the module of a file goes, from the folder of all modules. Files beside the project go into a folder of their own. */
export function modulePath(file: string): string {
  return `${file.replace(/^(?:\.\.\/)+/, (ups) => ups.replaceAll("..", UP))}.mjs`;
}

/** The file that a module was made of. */
export function sourcePath(module: string): string {
  return module.replace(UPS, (ups) => ups.replaceAll(UP, "..")).slice(0, -".mjs".length);
}

/** How an import names the module at this relative path: it is read as a URL. */
export function specifier(path: string): string {
  const encoded = path.replaceAll(/[%?#]/g, encodeURIComponent);
  return encoded.startsWith("../") ? encoded : `./${encoded}`;
}

const UP = "_mega-up";
const UPS = new RegExp(`^(?:${UP}/)+`);
