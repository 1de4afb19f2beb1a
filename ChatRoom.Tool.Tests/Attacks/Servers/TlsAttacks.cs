using System.Net.Security;

namespace ChatRoom.Tests.Attacks.Servers;

/// <summary>What is done to a server that speaks TLS by whoever speaks it badly, or not at all.</summary>
internal static class TlsAttacks
{
    public static readonly Attack[] All =
    [
        new("TLS: garbage for a ClientHello", GarbageAsync),
        new("TLS: garbage that begins as a ClientHello", BeginningAsync),
        new("TLS: plain text", PlainAsync),
        new("TLS: records mutated", (attackTarget, seededRandom) => SpoiltAsync(attackTarget, seededRandom, stops: false)),
        new("TLS: a handshake that stops", (attackTarget, seededRandom) => SpoiltAsync(attackTarget, seededRandom, stops: true)),
        new("TLS: records mutated behind the handshake", MutatedBehindAsync),
    ];

    private static async Task GarbageAsync(AttackTarget attackTarget, SeededRandom seededRandom)
    {
        using var attacker = await Attacker.ConnectPlainAsync(attackTarget);
        await attacker.SendAsync(seededRandom.Bytes(seededRandom.Number(1, 20_000)));
        await attacker.LeaveAsync(seededRandom);
    }

    /// <summary>The header of a handshake record of any length, and then not what it says.</summary>
    private static async Task BeginningAsync(AttackTarget attackTarget, SeededRandom seededRandom)
    {
        using var attacker = await Attacker.ConnectPlainAsync(attackTarget);
        byte[] header = [0x16, 3, (byte)seededRandom.Number(0, 4), (byte)seededRandom.Number(0, 255), (byte)seededRandom.Number(0, 255), 1, .. seededRandom.Bytes(seededRandom.Number(0, 600))];
        foreach (var piece in seededRandom.Pieces(header))
        {
            await attacker.SendAsync(piece);
        }

        await attackTarget.Beats(seededRandom.Number(0, 5));
        await attacker.LeaveAsync(seededRandom);
    }

    private static async Task PlainAsync(AttackTarget attackTarget, SeededRandom seededRandom)
    {
        using var attacker = await Attacker.ConnectPlainAsync(attackTarget);
        await attacker.SendAsync("mallory\nhello\n"u8.ToArray());
        await attacker.ReadOnAsync(3);
    }

    private static async Task SpoiltAsync(AttackTarget attackTarget, SeededRandom seededRandom, bool stops)
    {
        using var attacker = await Attacker.ConnectPlainAsync(attackTarget);
        using var spoilt = new CorruptingStream(attacker.Socket, seededRandom) { From = seededRandom.Number(0, 900), Stops = stops };
        using var encrypted = new SslStream(spoilt, leaveInnerStreamOpen: false, static (_, shown, _, _) => shown is not null);
        if (stops)
        {
            var handshake = Attacker.HandshakeAsync(encrypted);
            await attackTarget.Beats(seededRandom.Number(1, 10));
            attacker.Reset();
            await handshake;
            return;
        }

        await Attacker.HandshakeAsync(encrypted);
        await encrypted.WriteAsync("mallory\nhello\n"u8.ToArray());
        await attacker.LeaveAsync(seededRandom);
    }

    private static async Task MutatedBehindAsync(AttackTarget attackTarget, SeededRandom seededRandom)
    {
        using var attacker = await Attacker.ConnectPlainAsync(attackTarget);
        using var spoilt = new CorruptingStream(attacker.Socket, seededRandom) { From = int.MaxValue };
        using var encrypted = new SslStream(spoilt, leaveInnerStreamOpen: false, static (_, shown, _, _) => shown is not null);
        await Attacker.HandshakeAsync(encrypted);
        await encrypted.WriteAsync("m1\n"u8.ToArray());
        spoilt.From = spoilt.Written + seededRandom.Number(0, 100);
        for (var times = seededRandom.Number(1, 10); times > 0; times--)
        {
            await encrypted.WriteAsync(seededRandom.Bytes(seededRandom.Number(1, 400)));
        }

        await attacker.LeaveAsync(seededRandom);
    }
}
