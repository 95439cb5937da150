// Articles by the thousand, the same on every run: products of a household shop, and what people ask
// about each. Combined from our own words, so that common characters are as common as in life.

const MADE = ['青瓷', '实木', '不锈钢', '玻璃', '竹编', '铸铁', '棉麻', '硅胶', '陶瓷', '亚麻', '胡桃木', '珐琅', '羊毛', '真丝', '钛金', '折叠', '便携', '儿童', '加厚', '静音'];
const THINGS = ['茶杯', '砂锅', '保温壶', '空气炸锅', '电饭煲', '床单', '枕头', '台灯', '收纳箱', '加湿器', '扫地机器人', '吹风机', '菜刀', '雨伞', '书桌', '办公椅', '行李箱', '双肩包', '运动鞋', '羽绒服', '蓝牙耳机', '充电宝', '体重秤', '晾衣架', '窗帘', '地毯', '花瓶', '挂钟', '毛巾', '浴巾', '平底锅', '蒸锅', '料理机', '咖啡机', '净水器', '电风扇', '暖风机', '电热毯', '洗碗机', '榨汁机'];
const ASKED = [
  ['怎么清洗', '请用软布蘸温水和少量中性洗涤剂擦拭，不要用钢丝球，洗完自然晾干'],
  ['可以退货吗', '签收之日起七天内，不影响二次销售就可以无理由退货，退回的运费由您承担'],
  ['保修多久', '自签收之日起保修一年，人为损坏不在保修范围内，可以付费维修'],
  ['什么时候发货', '现货当天下午四点前付款的当天发出，预售商品按页面写明的日期发货'],
  ['坏了怎么换', '收到时已经破损的，请在四十八小时内拍照联系我们，核实以后免费补发'],
  ['有哪些颜色', '目前有米白、墨绿和浅灰三种，屏幕显示可能有色差，以实物为准'],
  ['尺寸是多少', '长宽高和重量写在商品页的规格表里，测量误差在两厘米以内'],
  ['能开发票吗', '可以开电子普通发票，在订单页点“申请发票”，确认收货后三个工作日内发到邮箱'],
  ['安装要钱吗', '县城以上免费上门安装，乡镇按距离收取交通费，师傅会提前一天和您约时间'],
  ['怎么用优惠券', '在结算页选择优惠券后自动抵扣，每单限用一张，不能和会员折扣同时使用'],
  ['费不费电', '额定功率写在机身铭牌上，正常使用一天大约半度电，待机功耗很低'],
  ['有异味怎么办', '新品有少许材料本身的气味，通风放置两到三天就会散去，不影响使用'],
  ['怎么保养', '避免阳光直射和潮湿，每个月擦拭一次，长期不用请收在干燥的地方'],
  ['缺货多久补', '一般七到十天补货，点“到货提醒”后会给您发短信，价格以补货时为准'],
  ['能送货上楼吗', '大件商品默认送货上楼，没有电梯的六楼以上每层加收十元'],
  ['材质安全吗', '原料通过食品接触安全检测，检测报告可以在商品详情页最下面看到'],
  ['降价了补差价吗', '签收后十五天内降价的可以申请价保，差价原路退回'],
  ['可以修改地址吗', '还没发货的在订单页自己改，已经发货的请尽快联系我们拦截'],
  ['赠品没收到', '赠品和商品分开发出，一般晚一到两天，超过五天没到请把订单号发给我们'],
  ['配件哪里买', '搜索商品名加“配件”可以找到，停产型号的配件请联系客服查询库存'],
  ['噪音大不大', '正常档位下和轻声说话差不多，放平放稳以后声音会更小'],
  ['怎么连接手机', '先打开手机蓝牙，长按电源键五秒，听到提示音后在列表里选择它的名字'],
  ['退款多久到账', '退款审核通过后一到三个工作日原路退回，信用卡可能要五个工作日'],
  ['能定制刻字吗', '可以刻八个字以内，下单时写在备注里，定制的商品不支持无理由退货'],
  ['和上一代有什么区别', '新一代更轻，容量更大，按键改成了触控，充电口换成了通用接口'],
];

/** `count` articles, at most 20,000, all different. */
export function articles(count) {
  const made = [];
  for (const [number, thing] of products()) {
    for (const [asked, answer] of ASKED) {
      if (made.length === count) return made;
      const [tag] = asked.split(/[，怎可能]/);
      made.push({
        id: `a${made.length}`,
        title: `${thing}${asked}？`,
        body: `${thing}（货号 ${number}）：${answer}。还有不明白的，把订单号发给我们，客服会一步一步帮您处理。`,
        tags: tag ? [tag] : [],
      });
    }
  }
  return made;
}

/** `count` questions as people ask them: some have an answer, some have none. */
export function questions(count) {
  const wares = [...products()].map(([, thing]) => thing);
  const ways = [
    (thing, asked) => `${thing}${asked}`,
    (thing, asked) => `你好，我上周买的${thing}，请问${asked}`,
    (thing, asked) => `${asked}？我说的是${thing}`,
    (_, asked) => `在吗，想问一下${asked}啊`,
    (thing) => `${thing}适合送长辈吗`,
  ];
  return Array.from({ length: count }, (_, at) => {
    const [asked] = ASKED[(at * 7) % ASKED.length];
    return ways[at % ways.length](wares[(at * 131) % wares.length], asked);
  });
}

function* products() {
  for (const [row, made] of MADE.entries()) {
    for (const [column, thing] of THINGS.entries()) yield [`${row + 10}${column + 10}`, `${made}${thing}`];
  }
}
