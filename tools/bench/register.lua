-- For wrk: every request registers one more referral by phone. COOKIE, CSRF and START come from
-- tools/bench/commits.mjs; a form key is never used twice.
local cookie, csrf, start = os.getenv("COOKIE"), os.getenv("CSRF"), os.getenv("START")
thread_number = 0  -- set for each thread by setup()
local sent = 0
local setup_count = 0
function setup(thread)
  setup_count = setup_count + 1
  thread:set("thread_number", setup_count)
end
function request()
  sent = sent + 1
  local key = start .. "-" .. thread_number .. "-" .. sent
  local body = "csrf=" .. csrf .. "&form_key=" .. key .. os.getenv("BODY") .. "&diagnoses=" .. key .. "."
  return wrk.format("POST", "/referrals/new", { ["Cookie"] = cookie, ["Content-Type"] = "application/x-www-form-urlencoded" }, body)
end
local other = 0
function response(status)
  if status ~= 303 then other = other + 1 end
end
function done(summary, latency)
  io.write(string.format("RESULT %d %d %.3f %.2f %.2f\n", summary.requests, summary.errors.status + summary.errors.read + summary.errors.timeout, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
