-- What wrk asks for in sizing.py: MIX names one of the mixes below. Threads count from far apart, so that "new" is new to all.

local started = 0
function setup(thread)
   started = started + 1
   thread:set("number", started * 1e7 + (tonumber(os.getenv("FROM")) or 0))
end

local figures = {"risk", "local-minimum", "cubic", "saddle", "vanishing-gradient"}
local kinds = {".svg?theme=auto", ".svg?theme=auto", ".svg", ".png?scale=2"}
local studies = {
   "landscape.png?f=himmelblau&view=contour&scale=2",
   "landscape.png?f=rastrigin&dim=2&view=surface&scale=2",
   "landscape.svg?f=ackley&dim=2&view=heatmap",
   "critical-points.png?f=himmelblau",
   "descent.png?f=d2l_quadratic&start=-5,-2&optimizer=gd(lr=0.4),momentum(lr=0.4,momentum=0.5)&steps=20",
   "hessian-signs.png?n=10",
   "escape.png?f=risk&noise=1,2,3",
   "risk.png?n=1,10,100,1000",
   "depth.png?network=sigmoid,tanh,relu(init=he)",
}

local mixes = {
   -- Readers of a page that embeds the named figures: few addresses, again and again.
   readers = function(n)
      return "/v1/figures/" .. figures[n % #figures + 1] .. kinds[math.floor(n / #figures) % #kinds + 1]
   end,
   -- The playground: everybody has a formula of their own.
   playground = function(n)
      return "/v1/landscape" .. (n % 4 == 0 and ".png" or ".svg") .. "?f=x*cos(pi*x)%2B" .. n .. "*x/1e8&x=-2:2&derivatives=1"
   end,
   -- Teachers and researchers: every study in turn, each picture asked for the first time.
   studies = function(n)
      return "/v1/" .. studies[n % #studies + 1] .. "&title=" .. n
   end,
}

local mix = mixes[os.getenv("MIX")]
function request()
   number = number + 1
   return wrk.format("GET", mix(number))
end

function done(summary, latency)
   local errors = summary.errors
   io.write(string.format("RESULT %d %d %d %d %d %d\n", summary.requests, summary.duration, summary.bytes, latency:percentile(50),
      latency:percentile(99), errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
