namespace ChatRoom.Server.Events.Prometheus;

/// <summary>
/// The name of an instrument by the conventions of Prometheus: words with <c>_</c> between them, at the end the unit, and
/// <c>total</c> after it for a counter. So <c>chatroom.bytes.sent</c> is <c>chatroom_sent_bytes_total</c>.
/// </summary>
internal static class MetricName
{
    /// <param name="instrument">Such as <c>chatroom.log.sync</c>.</param>
    /// <param name="unit">Such as <c>s</c>; one in braces is a remark and no unit.</param>
    /// <param name="isCounter">Whether the value only grows.</param>
    public static string Of(string instrument, string? unit, bool isCounter)
    {
        var last = unit switch { "s" => "seconds", "By" => "bytes", _ => null };
        var words = instrument.Split('.', '_', '-', '/').Where(word => word != last).ToList();
        if (last is not null)
        {
            words.Add(last);
        }

        if (isCounter)
        {
            words.Add("total");
        }

        return string.Join('_', words);
    }
}
