// Which view is on: it stands behind the # of the address, so that back, forward, reload and bookmarks work.

/** `#/issue/022.md/make?sid=…` → `{ name: "issue", parts: ["022.md", "make"], query }`. */
export function route(hash = location.hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [name, ...parts] = path.split("/").filter(Boolean).map((part) => {
    try { return decodeURIComponent(part); } catch { return part; }
  });
  return { name: name ?? "issues", parts, query: new URLSearchParams(query) };
}

/** The address of a view. */
export function address(name, parts = [], query = {}) {
  const path = [name, ...parts].map(encodeURIComponent).join("/");
  const asked = new URLSearchParams(Object.entries(query).filter(([, v]) => v !== null && v !== undefined)).toString();
  return `#/${path}${asked ? `?${asked}` : ""}`;
}

export const go = (...to) => { location.hash = address(...to); };
