/** The leaf with the piece cut out. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M27 4C14 4 5 10 5 20c0 2 .4 4 1.2 5.700L4 28l1.500 1.500 2.300-2.300C9.500 28.300 11.200 29 13 29c10 0 14-11 14-25Z" />
      <path className="vein" d="M7.500 25.500 21 11M12 20.500v-6M16 16.500h5.500" />
      <circle className="cut" cx="25.500" cy="17" r="5" />
    </svg>
  );
}
