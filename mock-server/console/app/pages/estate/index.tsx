/** The schools. */
export function Estate() {
  return <p>Reading the schools.</p>;
}
