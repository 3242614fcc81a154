import type { Texts } from "../core/json-edit.ts";
import type { EditOperation, ProjectFacts } from "../core/plan.ts";

const ENGLISH: Texts = {
  one: "Your account",
  email: "Email address",
  password: "Password",
  currentPassword: "Current password",
  newPassword: "Password, at least 12 characters",
  signUp: "Sign up",
  signIn: "Sign in",
  signOut: "Sign out",
  forgot: "Forgot your password?",
  reset: "Set a new password",
  sendLink: "Send the link",
  changePassword: "Change your password",
  changed: "Your password is changed. Everywhere else you are signed out.",
  refused: "The email address or the password is wrong.",
  wrongPassword: "This is not your password",
  tooMany: "Too many attempts for this account; wait a moment before the next one.",
  resetSent: "If there is an account with this address, a link is on its way.",
  resetSubject: "Set a new password",
  resetText: "Follow this link within an hour:",
  resetExpired: "The link is not valid any more.",
};

const KOREAN: Texts = {
  one: "내 계정",
  email: "이메일 주소",
  password: "비밀번호",
  currentPassword: "현재 비밀번호",
  newPassword: "비밀번호, 12자 이상",
  signUp: "가입하기",
  signIn: "로그인",
  signOut: "로그아웃",
  forgot: "비밀번호를 잊으셨나요?",
  reset: "새 비밀번호 정하기",
  sendLink: "링크 보내기",
  changePassword: "비밀번호 바꾸기",
  changed: "비밀번호를 바꾸었습니다. 다른 곳에서는 모두 로그아웃되었습니다.",
  refused: "이메일 주소나 비밀번호가 맞지 않습니다.",
  wrongPassword: "현재 비밀번호가 아닙니다",
  tooMany: "이 계정으로 시도한 횟수가 너무 많습니다. 잠시 뒤에 다시 해 주세요.",
  resetSent: "이 주소로 된 계정이 있으면 링크를 보내 드립니다.",
  resetSubject: "새 비밀번호 정하기",
  resetText: "한 시간 안에 이 링크를 여세요:",
  resetExpired: "이 링크는 더 이상 쓸 수 없습니다.",
};

/** Adds the texts of accounts to every language of the app; languages other than Korean get the English ones. */
export function authLocales({ app, locales }: ProjectFacts): readonly EditOperation[] {
  return locales.map((language) => {
    const texts = { account: language.toLowerCase().split("-")[0] === "ko" ? KOREAN : ENGLISH };
    return { kind: "edit", path: `apps/${app}/locales/server/${language}.json`, edit: { do: "addTexts", texts } };
  });
}
