/**
 * Puts something into a map that keeps so many entries at the most: where it is full, the oldest one goes. For what
 * only saves a look-up, because any entry may be gone.
 */
export function keepInMind<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, most: number): void {
  if (map.size >= most) map.delete(map.keys().next().value!);
  map.set(key, value);
}
