"""The two small documents that this room's tests ask about."""

CITIES = "青禾市2023年建成充电桩1.2万台。\n\n岚溪市的老年人口占比为31.2%。\n"
COMPANIES = "# 企业\n\n沛澜微电子2024年营收68.3亿元。\n\n岑北晶能主打车规模块。\n"
