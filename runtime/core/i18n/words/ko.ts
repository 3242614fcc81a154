import type { ValidationDetail } from "../../errors/error-entry.ts";
import { withParticle } from "./korean-particles.ts";
import type { Words } from "./words.ts";

/** Korean, in the polite written form. */
export const KO: Words = {
  errors: {
    bad_request: (p) => p.message ?? "요청을 이해할 수 없습니다.",
    unauthorized: (p) => p.message ?? "로그인이 필요합니다.",
    payment_required: (p) => p.message ?? "결제가 필요합니다.",
    forbidden: (p) => p.message ?? "권한이 없습니다.",
    not_found: ({ entity, id }) =>
      id === undefined
        ? `${withParticle(entity, "을")} 찾을 수 없습니다.`
        : `id가 ${id}인 ${withParticle(entity, "을")} 찾을 수 없습니다.`,
    method_not_allowed: (p) => p.message ?? "여기서는 이 메서드를 쓸 수 없습니다.",
    not_acceptable: (p) => p.message ?? "요청한 형식으로는 응답할 수 없습니다.",
    request_timeout: (p) => p.message ?? "요청이 도착하는 데 너무 오래 걸렸습니다.",
    conflict: (p) => p.message ?? "요청이 현재 상태와 충돌합니다.",
    gone: (p) => p.message ?? "영구히 삭제되었습니다.",
    precondition_failed: ({ entity, id, version }) =>
      `id가 ${id}인 ${withParticle(entity, "이")} 그사이 변경되었습니다${version === undefined ? "." : `. 현재 버전은 ${version}입니다.`}`,
    payload_too_large: ({ message, limit }) =>
      message ?? (limit === undefined ? "요청 본문이 너무 큽니다." : `요청 본문이 ${limit}바이트보다 큽니다.`),
    unsupported_media_type: ({ message, type }) => {
      if (message !== undefined || type === undefined) return message ?? "요청 본문의 형식을 받을 수 없습니다.";
      const what =
        type === "" ? "요청 본문에 Content-Type이 없습니다." : `Content-Type "${type}" 형식은 받지 않습니다.`;
      return `${what} application/json으로 보내세요.`;
    },
    unprocessable: (p) => p.message ?? "요청의 형식은 올바르지만 처리할 수 없습니다.",
    validation_failed: ({ details }) => mistakes(details),
    precondition_required: (p) => p.message ?? "요청에 If-Match 헤더가 필요합니다.",
    too_many_requests: (p) => p.message ?? "요청이 너무 많습니다. 잠시 후 다시 시도하세요.",
    internal_error: (p) => p.message ?? "서버가 응답하지 못했습니다.",
    not_implemented: (p) => p.message ?? "아직 구현되지 않았습니다.",
    bad_gateway: (p) => p.message ?? "연결된 서버에서 오류가 발생했습니다.",
    service_unavailable: (p) => p.message ?? "지금은 서버가 응답할 수 없습니다.",
    gateway_timeout: (p) => p.message ?? "연결된 서버의 응답이 너무 늦습니다.",
    multipart_invalid: ({ reason }) => `양식을 읽을 수 없습니다: ${reason}`,
    upload_refused: ({ field, type }) =>
      type === null
        ? `"${field}" 항목은 파일을 받지 않습니다.`
        : `"${field}" 항목은 "${type}" 형식의 파일을 받지 않습니다.`,
    upload_too_large: ({ what, limit }) => `업로드가 너무 큽니다(한도 ${limit}): ${what}`,
    storage_full: () => "서버에 파일을 저장할 공간이 없습니다.",
    content_encoding_refused: ({ encoding }) => `요청 본문의 Content-Encoding "${encoding}" 값은 받지 않습니다.`,
    malformed_json: ({ reason }) => `요청 본문이 올바른 JSON이 아닙니다: ${reason}`,
    key_refused: ({ key }) => `요청 본문에 허용되지 않는 키 "${key}" 항목이 있습니다.`,
    route_not_found: ({ method, path }) => `${method} ${path} 경로에는 아무것도 없습니다.`,
    route_timeout: ({ method, path, limitMs }) => `${method} ${path} 요청이 ${limitMs}ms 안에 처리되지 않았습니다.`,
    client_left: ({ method, path }) => `${method} ${path} 요청에 응답하기 전에 클라이언트가 연결을 끊었습니다.`,
    request_malformed: ({ reason }) => `HTTP/1.1 요청이 아닙니다: ${reason}`,
    host_invalid: ({ host }) =>
      host === "" ? "요청에 호스트가 없습니다." : `요청의 "${shorten(host)}" 값은 올바른 호스트가 아닙니다.`,
    misdirected_request: ({ host }) => `"${shorten(host)}" 호스트에 응답하는 앱이 없습니다.`,
    expectation_failed: ({ expected }) => `Expect 헤더의 "${shorten(expected)}" 요구를 들어줄 수 없습니다.`,
    uri_too_long: ({ limit }) => `경로의 한 부분이 ${limit}자보다 깁니다.`,
    headers_too_large: () => "요청의 주소와 헤더가 너무 큽니다.",
    http_version_not_supported: () => "HTTP/1.1이 아닌 버전의 요청입니다.",
    session_conflict: ({ key }) => `다른 요청이 이 세션의 "${key}" 값을 먼저 바꾸어 저장하지 않았습니다.`,
    session_gone: () => "요청을 처리하는 동안 세션이 끝나 저장하지 않았습니다.",
    csrf_rejected: () => "위조된 요청일 수 있어 거부했습니다. 양식을 다시 열어 보내세요.",
    cors_refused: ({ origin, method, path }) =>
      `${origin} 출처의 스크립트는 ${method} ${path} 경로를 호출할 수 없습니다.`,
    asp_rejected: () => "요청을 거부했습니다.",
    unique_violation: ({ fields }) => `${names(fields)} 값은 이미 사용 중입니다.`,
    row_referenced: ({ table }) => `\`${table}\`의 이 항목을 참조하는 다른 항목이 있습니다.`,
    reference_missing: ({ fields }) =>
      fields.length === 0 ? "참조하는 항목이 없습니다." : `${names(fields)} 값이 가리키는 항목이 없습니다.`,
    value_missing: ({ fields }) => `${names(fields)} 값은 비워 둘 수 없습니다.`,
  },
  rules: {
    required: () => "필수입니다",
    additionalProperties: () => "정의되어 있지 않습니다",
    unevaluatedProperties: () => "정의되어 있지 않습니다",
    type: ({ type }) => `${withParticle(typeNames(String(type)), "이어야")} 합니다`,
    minLength: ({ limit }) => (limit === 1 ? "비워 둘 수 없습니다" : `${limit}자 이상이어야 합니다`),
    maxLength: ({ limit }) => `${limit}자 이하여야 합니다`,
    minimum: ({ limit }) => `${limit} 이상이어야 합니다`,
    maximum: ({ limit }) => `${limit} 이하여야 합니다`,
    exclusiveMinimum: ({ limit }) => `${limit}보다 커야 합니다`,
    exclusiveMaximum: ({ limit }) => `${limit}보다 작아야 합니다`,
    multipleOf: ({ multipleOf }) => `${multipleOf}의 배수여야 합니다`,
    formatMinimum: ({ limit }) => `${limit} 이상이어야 합니다`,
    formatMaximum: ({ limit }) => `${limit} 이하여야 합니다`,
    minItems: ({ limit }) => `${limit}개 이상이어야 합니다`,
    maxItems: ({ limit }) => `${limit}개 이하여야 합니다`,
    uniqueItems: () => "같은 값을 두 번 넣을 수 없습니다",
    minProperties: ({ limit }) => (limit === 1 ? "비워 둘 수 없습니다" : `속성이 ${limit}개 이상이어야 합니다`),
    enum: ({ allowedValues }) => `다음 중 하나여야 합니다: ${allowedValues.join(", ")}`,
    const: ({ allowedValue }) => `${withParticle(JSON.stringify(allowedValue), "이어야")} 합니다`,
    format: ({ format }) => `${withParticle(FORMATS[format] ?? `올바른 ${format} 형식`, "이어야")} 합니다`,
    pattern: () => "올바른 형식이 아닙니다",
    upload: () => "파일이어야 합니다",
    unique: () => "이미 사용 중입니다",
    reference: () => "가리키는 항목이 없습니다",
    notNull: () => "비워 둘 수 없습니다",
    json: ({ reason }) => `올바른 JSON이 아닙니다: ${reason}`,
  },
  about: (name, what) => `${name === null ? "입력값은" : `\`${name}\` 항목은`} ${what}`,
  page: {
    titles: {
      400: "잘못된 요청",
      401: "로그인 필요",
      402: "결제 필요",
      403: "접근 거부",
      404: "찾을 수 없음",
      405: "허용되지 않는 메서드",
      406: "응답할 수 없는 형식",
      408: "요청 시간 초과",
      409: "충돌",
      410: "삭제됨",
      412: "변경 충돌",
      413: "너무 큰 요청",
      415: "지원하지 않는 형식",
      421: "잘못된 호스트",
      422: "처리할 수 없는 요청",
      428: "조건 필요",
      429: "너무 많은 요청",
      431: "너무 큰 헤더",
      500: "서버 오류",
      501: "구현되지 않음",
      502: "게이트웨이 오류",
      503: "서비스 이용 불가",
      504: "게이트웨이 시간 초과",
      507: "저장 공간 부족",
    },
    home: "시작 페이지로",
    request: (id) => `요청 ${id}`,
  },
};

/** The formats of mega's fields, in words. */
const FORMATS: Readonly<Record<string, string>> = {
  email: "이메일 주소",
  "http-url": "http 또는 https 주소",
  slug: "하이픈으로 이은 영문 소문자 단어",
  uuid: "UUID 형식",
  int64: "64비트 정수",
  decimal: "12.50 같은 십진수",
  date: "2026-01-31 같은 날짜",
  "time-of-day": "09:30:00 같은 시각",
  "date-time": "2026-01-31T09:30:00Z 같은 일시",
};

const TYPES: Readonly<Record<string, string>> = {
  string: "문자열",
  number: "숫자",
  integer: "정수",
  boolean: "참/거짓 값",
  array: "배열",
  object: "객체",
  null: "빈 값",
};

function typeNames(types: string): string {
  return types
    .split(",")
    .map((type) => TYPES[type] ?? type)
    .join(" 또는 ");
}

/** Some values come from anybody, at any length. */
function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function names(fields: readonly string[]): string {
  return fields.map((field) => `\`${field}\``).join(", ");
}

function mistakes(details: readonly ValidationDetail[]): string {
  const [first] = details;
  if (details.length === 1 && first !== undefined) return `${first.message}.`;
  return `입력에 잘못된 곳이 ${details.length}군데 있습니다: ${details.map(({ message }) => message).join("; ")}.`;
}
