import type { Field } from "../core/field.ts";
import type { Texts } from "../core/json-edit.ts";
import type { EntityName } from "../core/names.ts";
import type { EditOperation, ProjectFacts } from "../core/plan.ts";
import { capitalize } from "../core/words.ts";

interface Phrases {
  readonly entity: (name: EntityName) => Texts;
  readonly actions: Texts;
}

const ENGLISH: Phrases = {
  entity: ({ label, labels }) => ({
    one: capitalize(label),
    many: capitalize(labels),
    new: `New ${label}`,
    edit: `Edit ${label}`,
    empty: `No ${labels} yet`,
  }),
  actions: {
    save: "Save",
    cancel: "Cancel",
    edit: "Edit",
    delete: "Delete",
    back: "Back to the list",
    first: "First page",
    next: "Next page",
    choose: "Choose one",
    yes: "Yes",
    no: "No",
  },
};

const KOREAN: Phrases = {
  entity: ({ label, labels }) => ({
    one: capitalize(label),
    many: capitalize(labels),
    new: `${capitalize(label)} 만들기`,
    edit: `${capitalize(label)} 고치기`,
    empty: "아직 아무것도 없습니다",
  }),
  actions: {
    save: "저장",
    cancel: "취소",
    edit: "고치기",
    delete: "삭제",
    back: "목록으로",
    first: "첫 페이지",
    next: "다음 페이지",
    choose: "하나를 고르세요",
    yes: "예",
    no: "아니요",
  },
};

/** Adds the texts of a resource to every language of the app; languages other than Korean get the English ones. */
export function crudLocales(
  {
    entity,
    fields,
    views,
  }: { readonly entity: EntityName; readonly fields: readonly Field[]; readonly views: boolean },
  { app, locales }: ProjectFacts,
): readonly EditOperation[] {
  const languages = locales.length === 0 && views ? ["en"] : locales;
  return languages.map((language) => {
    const phrases = language.toLowerCase().split("-")[0] === "ko" ? KOREAN : ENGLISH;
    const texts: Texts = {
      [entity.variable]: {
        ...phrases.entity(entity),
        fields: Object.fromEntries(fields.map(({ name, label }) => [name, capitalize(label)])),
      },
      ...(views && { actions: phrases.actions }),
    };
    const path = `apps/${app}/locales/server/${language}.json`;
    return { kind: "edit", path, edit: { do: "addTexts", texts }, start: "{}\n" };
  });
}
