/** The classes of the invoice recipe by the names truth files give them. */
export const CLASSES: Readonly<Record<string, string>> = {
  vendor_invoice: 'vendor_invoice',
  'employee_t&e': 'employee_tne',
  irrelevant: 'other',
};
