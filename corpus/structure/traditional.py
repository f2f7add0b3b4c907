"""Patterns for both scripts: a rule is written in simplified characters and reads traditional text too."""

from __future__ import annotations

# The characters of the rules in corpus/ that have another form; no dictionary.
_PAIRS = (
    "万萬 与與 专專 业業 东東 严嚴 丰豐 为爲 乌烏 乐樂 乔喬 习習 书書 于於 云雲 产產 从從 价價 "
    "众衆 伙夥 会會 余餘 储儲 党黨 关關 养養 写寫 农農 冯馮 凤鳳 刘劉 则則 创創 别別 剧劇 办辦 "
    "务務 劳勞 区區 医醫 华華 协協 单單 卖賣 卢盧 卫衛 厂廠 厅廳 厉厲 厍厙 县縣 参參 双雙 发發 "
    "台臺 叶葉 叹嘆 吁籲 后後 吕呂 听聽 吴吳 员員 咸鹹 团團 国國 圆圓 场場 坛壇 处處 娄婁 孙孫 "
    "学學 宁寧 实實 宫宮 宾賓 对對 导導 寿壽 岚嵐 岳嶽 峰峯 巩鞏 师師 干幹 广廣 庄莊 应應 庞龐 "
    "张張 强強 录錄 忆憶 怀懷 总總 战戰 户戶 执執 护護 报報 时時 术術 机機 杂雜 权權 条條 杨楊 "
    "构構 栾欒 欧歐 毕畢 汤湯 济濟 涂塗 渔漁 温溫 游遊 湾灣 满滿 点點 独獨 现現 电電 监監 盖蓋 "
    "禄祿 离離 秘祕 称稱 窦竇 简簡 红紅 级級 纪紀 组組 终終 绍紹 经經 结結 编編 缪繆 网網 罗羅 "
    "聂聶 职職 联聯 苍蒼 苏蘇 范範 荆荊 荣榮 营營 萧蕭 蒋蔣 蓝藍 蓟薊 蔺藺 补補 装裝 观觀 视視 "
    "誉譽 计計 认認 讨討 议議 记記 讲講 许許 论論 设設 访訪 评評 诉訴 话話 该該 说說 诸諸 读讀 "
    "调調 谈談 谢謝 谭譚 贝貝 负負 贡貢 财財 责責 贲賁 费費 贺賀 贾賈 资資 赖賴 赵趙 车車 轩軒 "
    "转轉 载載 辑輯 辕轅 辞辭 边邊 运運 连連 迟遲 邓鄧 邝鄺 邬鄔 邹鄒 郁鬱 郏郟 郑鄭 郦酈 采採 "
    "释釋 里裏 钟鍾 钭鈄 钮鈕 钱錢 销銷 镇鎮 长長 门門 问問 间間 闵閔 闻聞 闾閭 阎閻 阙闕 阚闞 "
    "队隊 阳陽 阴陰 陆陸 陈陳 韦韋 韩韓 项項 须須 顾顧 题題 颜顏 饶饒 馆館 马馬 驿驛 骆駱 验驗 "
    "鱼魚 鲁魯 鲍鮑 鲜鮮 鲸鯨 黄黃 齐齊 龙龍 龚龔 "
)
_OTHER = {pair[0]: pair[1] for pair in _PAIRS.split()}  # a character and its other form


def either(pattern: str) -> str:
    """The regular expression, each of its characters in either form."""
    parts, inside = [], False
    for i, char in enumerate(pattern):
        escaped = i > 0 and pattern[i - 1] == "\\"
        if char in "[]" and not escaped:
            inside = char == "["
        other = _OTHER.get(char)
        parts.append(char if other is None else char + other if inside else f"[{char}{other}]")
    return "".join(parts)


def both(characters: str) -> str:
    """The characters and their other forms."""
    return characters + "".join(_OTHER.get(char, "") for char in characters)
