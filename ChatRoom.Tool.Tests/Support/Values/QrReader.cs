using NUnit.Framework;
using ZXing;
using ZXing.Common;
using ZXing.QrCode;

namespace ChatRoom.Tests.Support.Values;

/// <summary>Reads a QR code as a camera does, with a library of its own.</summary>
internal static class QrReader
{
    /// <summary>Pixels of a module's side.</summary>
    private const int Scale = 4;

    /// <param name="isDark">By row and column, with the quiet zone.</param>
    public static string Read(bool[,] isDark)
    {
        var (height, width) = (isDark.GetLength(0) * Scale, isDark.GetLength(1) * Scale);
        var pixels = new byte[height * width];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = isDark[i / width / Scale, i % width / Scale] ? byte.MinValue : byte.MaxValue;
        }

        var source = new RGBLuminanceSource(pixels, width, height, RGBLuminanceSource.BitmapFormat.Gray8);
        var found = new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(source)));
        Assert.That(found, Is.Not.Null, "no QR code was found");
        return found.Text;
    }
}
