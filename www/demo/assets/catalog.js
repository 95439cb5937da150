// What the demo shop sells. Prices in yuan.

export const categories = { all: '全部', kitchen: '厨房', clean: '清洁护理', home: '居家' };

export const products = [
  {
    id: 'rice-cooker', model: 'DK-RC30', name: '小锅 IH 电饭煲 3L', category: 'kitchen',
    price: 399, was: 459, sold: '2.3 万', badge: '立冬上新',
    line: '两三个人的一锅好饭', colors: ['米白', '雾绿'],
    points: ['IH 环绕加热，米粒受热均匀', '24 小时预约，醒来就有粥', '加厚内胆，不粘好洗'],
    specs: { 容量: '3 升（约 6 杯米）', 额定功率: '1100 W', 净重: '4.2 kg', 尺寸: '268 × 245 × 220 mm', 保修: '整机 1 年' },
  },
  {
    id: 'air-fryer', model: 'DK-AF45', name: '可视空气炸锅 4.5L', category: 'kitchen',
    price: 299, was: 349, sold: '4.1 万', badge: '热卖',
    line: '少油，照样酥脆', colors: ['鼠尾草绿', '米白'],
    points: ['4.5 升炸篮，放得下一整只鸡', '80–200°C 旋钮调温', '炸篮可进洗碗机上层'],
    specs: { 容量: '4.5 升', 额定功率: '1500 W', 净重: '4.6 kg', 尺寸: '330 × 270 × 310 mm', 保修: '整机 1 年' },
  },
  {
    id: 'robot-vacuum', model: 'DK-V2', name: '扫拖机器人 V2 自集尘', category: 'clean',
    price: 1599, was: 1899, sold: '8600', badge: '可以旧换新',
    line: '出门一趟，回来地就干净了', colors: ['米白'],
    points: ['防缠绕胶刷，猫狗毛也不怕', '上地毯自动抬拖布', '60 天自动集尘'],
    specs: { 吸力: '6000 Pa', 续航: '约 150 分钟', 联网: '2.4 GHz Wi-Fi', 越障: '2 厘米', 保修: '整机 1 年，主电机 2 年' },
  },
  {
    id: 'humidifier', model: 'DK-H5', name: '静音加湿器 5L', category: 'home',
    price: 199, was: 239, sold: '1.8 万',
    line: '上加水，一箱用一整晚', colors: ['湖水蓝', '米白'],
    points: ['26 分贝，睡着也听不见', '恒湿模式，到了就停', '大口径水箱，手伸得进去洗'],
    specs: { 容量: '5 升', 额定功率: '28 W', 噪音: '≤ 26 dB', 适用面积: '20–35 m²', 保修: '整机 1 年' },
  },
  {
    id: 'desk-lamp', model: 'DK-L1', name: '国 AA 级护眼台灯', category: 'home',
    price: 169, was: 199, sold: '3.2 万',
    line: '孩子写作业的那盏灯', colors: ['米白', '胡桃木'],
    points: ['国 AA 级照度，Ra97 高显色', '三档色温，无级调光', '45 分钟休息提醒'],
    specs: { 照度: '国 AA 级', 色温: '3000 / 4000 / 5000 K', 额定功率: '14 W', 电源: '12 V 2 A 适配器', 保修: '1 年换新' },
  },
  {
    id: 'kettle', model: 'DK-K17', name: '控温电热水壶 1.7L', category: 'kitchen',
    price: 129, was: 149, sold: '5.6 万',
    line: '45 到 100 度，想几度就几度', colors: ['陶土红', '米白'],
    points: ['五档温度，冲奶泡茶都合适', '12 小时保温', '316L 不锈钢内壁'],
    specs: { 容量: '1.7 升', 额定功率: '1800 W', 内壁: '316L 不锈钢', 净重: '1.3 kg', 保修: '整机 1 年' },
  },
  {
    id: 'blender', model: 'DK-BL10', name: '轻音破壁机 1.5L', category: 'kitchen',
    price: 459, was: 529, sold: '6900',
    line: '早上打豆浆，不吵醒家人', colors: ['米白'],
    points: ['豆子不用提前泡', '米糊、浓汤、冰沙一键做', '自动清洗 90 秒'],
    specs: { 容量: '1.5 升', 额定功率: '900 W', 转速: '35000 转/分', 净重: '5.1 kg', 保修: '整机 1 年' },
  },
  {
    id: 'steamer', model: 'DK-GS20', name: '立式挂烫机', category: 'clean',
    price: 239, was: 279, sold: '1.1 万',
    line: '35 秒出汽，三分钟一件衬衫', colors: ['藕紫'],
    points: ['35 秒预热', '六档蒸汽，丝绸到牛仔', '1.6 升水箱，熨完一柜子'],
    specs: { 水箱: '1.6 升', 额定功率: '1900 W', 蒸汽量: '38 g/min', 净重: '4.0 kg', 保修: '整机 1 年' },
  },
  {
    id: 'latex-pillow', model: 'DK-P1', name: '泰国乳胶波浪枕', category: 'home',
    price: 149, was: 189, sold: '2.7 万',
    line: '侧睡仰睡，各有高度', colors: ['低款 8/10', '高款 10/12', '儿童 6/8'],
    points: ['93% 天然乳胶', '波浪曲线托住颈部', '外套可 30°C 机洗'],
    specs: { 填充: '93% 天然乳胶', 尺寸: '60 × 40 cm', 外套: '天丝针织', 净重: '1.2 kg', 保修: '—' },
  },
  {
    id: 'thermos', model: 'DK-C480', name: '316 保温杯 480ml', category: 'home',
    price: 89, was: 109, sold: '7.4 万', badge: '热卖',
    line: '早上的热水，晚上还温着', colors: ['松石绿', '陶土红', '米白'],
    points: ['12 小时后仍有约 52°C', '316 不锈钢内胆', '可刻字，50 件起印 LOGO'],
    specs: { 容量: '480 毫升', 内胆: '316 不锈钢', 净重: '0.28 kg', 高度: '232 mm', 保修: '1 年' },
  },
  {
    id: 'cast-iron-pot', model: 'DK-CI26', name: '珐琅铸铁锅 26cm', category: 'kitchen',
    price: 329, was: 399, sold: '9800',
    line: '小火慢炖的一锅', colors: ['柿子红', '墨绿'],
    points: ['自循环锅盖，肉炖得软', '电磁炉、明火、烤箱通用', '珐琅内壁，不用开锅'],
    specs: { 直径: '26 cm', 容量: '4.8 升', 净重: '5.6 kg', 适用: '电磁炉 / 燃气 / 烤箱', 保修: '—' },
  },
  {
    id: 'storage-box', model: 'DK-S3', name: '棉麻收纳筐 三只装', category: 'home',
    price: 79, was: 99, sold: '1.5 万',
    line: '毛毯、玩具、零碎，都有去处', colors: ['本色', '灰麻'],
    points: ['三种尺寸套放', '双层棉麻，立得住', '真皮提手'],
    specs: { 尺寸: '38 / 32 / 26 cm', 材质: '棉麻、牛皮', 承重: '8 kg', 净重: '1.1 kg', 保修: '—' },
  },
];

export const product = (id) => products.find((item) => item.id === id);

export const yuan = (amount) => `¥${amount.toLocaleString('zh-CN')}`;
