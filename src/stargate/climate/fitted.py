"""Constants of the typical-year generator, fitted by docs/make_climates.py: change that.

To hourly years of 61 stations in Texas, New Mexico and Ohio together; NREL, TMY3 (2008),
<https://www.nrel.gov/docs/fy08osti/43156.pdf>.
"""

from stargate.climate.general import General

FITTED = General(
    dry_bulb_dew_point=(-0.5, 0.1297, -0.7191, 0.4176, 1.856),
    dry_bulb_clearness=(0.8578, 0.039, -0.1014, 0.05941, -1.227),
    dry_bulb_wind=(0.3456, -0.01528, -0.04764, -0.03884, -0.1544),
    dry_bulb_range=(1.037, -0.05335, -0.01091, 0.08239, -1.44),
    dew_point_clearness=(-0.4138, 0.03868, -0.0704, 0.116, -0.166),
    dew_point_wind=(0.2588, 0.02255, -0.1391, -0.01376, -0.08064),
    dew_point_range=(-0.6034, -0.008178, -0.1152, 0.2348, -0.01358),
    clearness_wind=(0.0615, -0.02928, 0.06067, -0.05616, -0.2144),
    clearness_range=(0.878, 0.1163, -0.3428, 0.1493, -0.2283),
    wind_range=(-0.008313, -0.01664, 0.01302, -0.0389, -0.3921),
    dry_bulb_days=(1.011, -0.3682),
    dew_point_days=(0.9143, -0.3043),
    clearness_days=(0.3513, -0.007044),
    wind_days=(0.4123, -0.09017),
    range_days=(0.3834, 0.0004265),
    dew_point_deviation=(-0.7306, 0.08159, 0.4658, 0.6447, 1.269),
    range_variation=(0.427, -0.08037, -0.173, 0.06699, 0.3466),
    dry_bulb_shape=(
        -0.3151,
        -0.2199,
        0.0765,
        0.03247,
        0.01805,
        0.01404,
        -0.02289,
        -0.004759,
        -0.01061,
        -0.01386,
        0.01024,
        0.005003,
    ),
    dry_bulb_noise=(0.5953, 0.04849, 0.08776),
    dew_point_shape=(-0.02266, -0.04748, 0.01074, -0.02102, 0.0156, 0.06747, -0.004672, -0.004895),
    dew_point_noise=(0.2138, 0.09405, 0.1446),
    noise_together=(0.3482, -0.256),
    wind_shape=(-0.5063, -0.1947, 0.1324, 0.02205, -0.006676, -0.1867, -0.03636, 0.0683),
    hourly_persistence=(0.884, 0.988, 0.53, 0.696),
    clear_sky=(0.2665, 0.009273, 0.6219, 0.1124),
    beam_threshold=(0.4033,),
    clearness_spread=(0.3735, -0.01326),
    clearness_daily=(0.34,),
)
