import { useId, useState } from 'react';
import { label } from '../format.ts';
import { type FieldKind, fieldsOf, type SchemaField } from './schema-fields.ts';

/** Values of a form by the name of their field; those that are not set are left out. */
export type FormValues = Readonly<Record<string, unknown>>;

/** A form for the options of a recipe, from their JSON Schema. */
export function SchemaForm({
  schema,
  values,
  onChange,
}: {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly values: FormValues;
  readonly onChange: (values: FormValues) => void;
}) {
  const fields = fieldsOf(schema);
  if (fields.length === 0) return null;
  return (
    <fieldset className="options">
      <legend>Options of the recipe</legend>
      {fields.map((field) => (
        <Field
          key={field.name}
          field={field}
          value={values[field.name]}
          onChange={(value) => {
            const { [field.name]: _old, ...rest } = values;
            onChange(value === undefined ? rest : { ...rest, [field.name]: value });
          }}
        />
      ))}
    </fieldset>
  );
}

interface FieldProps {
  readonly field: SchemaField;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

function Field({ field, value, onChange }: FieldProps) {
  const id = useId();
  const { name, kind, hint } = field;
  if (kind === 'boolean') {
    return (
      <label className="check">
        <input
          type="checkbox"
          checked={value === true}
          onChange={({ target }) => onChange(target.checked ? true : undefined)}
        />
        {label(name)}
      </label>
    );
  }
  return (
    <div className="field" data-kind={kind}>
      <label htmlFor={id}>{label(name)}</label>
      <Input id={id} field={field} value={value} onChange={onChange} />
      {hint ? <p className="hint">{hint}</p> : null}
    </div>
  );
}

function Input({ id, field, value, onChange }: FieldProps & { readonly id: string }) {
  const { kind, choices, placeholder } = field;
  if (choices) {
    return (
      <select
        id={id}
        value={String(value ?? '')}
        onChange={({ target }) => onChange(target.value || undefined)}
      >
        <option value="">{placeholder || 'Default'}</option>
        {choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    );
  }
  if (kind === 'number') {
    return (
      <input
        id={id}
        type="number"
        min={field.min}
        max={field.max}
        placeholder={placeholder}
        value={typeof value === 'number' ? value : ''}
        onChange={({ target }) => onChange(target.value === '' ? undefined : target.valueAsNumber)}
      />
    );
  }
  if (kind === 'string') {
    return (
      <input
        id={id}
        placeholder={placeholder}
        value={typeof value === 'string' ? value : ''}
        onChange={({ target }) => onChange(target.value || undefined)}
      />
    );
  }
  return <TextInput id={id} kind={kind} onChange={onChange} />;
}

/** Lists, one entry a line, and JSON: what is typed is kept as it is until it can be read. */
function TextInput({
  id,
  kind,
  onChange,
}: {
  readonly id: string;
  readonly kind: FieldKind;
  readonly onChange: (value: unknown) => void;
}) {
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const change = (typed: string) => {
    setText(typed);
    const lines = typed.split('\n').filter((line) => line.trim() !== '');
    if (lines.length === 0) onChange(undefined);
    else if (kind === 'named') onChange(lines.map(namedOf));
    else if (kind === 'lines') onChange(lines.map((line) => line.trim()));
    else {
      try {
        onChange(JSON.parse(typed));
        setWrong(false);
      } catch {
        setWrong(true);
        onChange(undefined);
      }
      return;
    }
    setWrong(false);
  };
  return (
    <>
      <textarea
        id={id}
        rows={kind === 'json' ? 4 : 3}
        spellCheck={false}
        aria-invalid={wrong}
        placeholder={
          kind === 'named' ? 'invoice_number: string\ntotal: money' : kind === 'json' ? '{ … }' : ''
        }
        value={text}
        onChange={({ target }) => change(target.value)}
      />
      {wrong ? <p className="problem">This is not JSON yet.</p> : null}
    </>
  );
}

/** `total: money` becomes a field with a name and a type. */
function namedOf(line: string): { readonly name: string; readonly type?: string } {
  const [name = '', type] = line.split(':').map((part) => part.trim());
  return type ? { name, type } : { name };
}
